import css from "./spinner.module.css";

interface Props {
  /** Read out; without it the spinner stands beside words that say the same. */
  label?: string | undefined;
}

export function Spinner({ label }: Props) {
  return label === undefined ? (
    <span className={css.spinner} aria-hidden="true" />
  ) : (
    <span className={css.spinner} role="status" aria-label={label} />
  );
}
