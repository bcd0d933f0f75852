import { VisuallyHidden } from "../../ui/VisuallyHidden";
import css from "./key.module.css";

/**
 * `LAMP-12`. Until the relay has given a number, a key with a tilde is this machine's own; the eye
 * is given its end alone, a screen reader all of it.
 */
export function TaskKey({ value }: { value: string }): React.JSX.Element {
  const tilde = value.indexOf("~");
  if (tilde < 0) return <span className={css.key}>{value}</span>;
  return (
    <span
      className={css.key}
      data-provisional=""
      title={`${value}: the number comes with the next sync`}
    >
      <VisuallyHidden>{value.slice(0, tilde)}</VisuallyHidden>
      {value.slice(tilde)}
    </span>
  );
}
