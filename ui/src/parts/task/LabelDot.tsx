import css from "./label.module.css";

/** A label's colour. */
export function LabelDot({ color }: { color: string }): React.JSX.Element {
  return <span className={css.dot} style={{ background: color }} aria-hidden="true" />;
}
