import css from "./kbd.module.css";
import { keyNames } from "./key-names";

interface Props {
  /** Such as `mod+k`, `shift+x`, `g l`. */
  keys: string;
}

/** Keys as this system writes them. */
export function Kbd({ keys }: Props) {
  return (
    <kbd className={css.keys}>
      {keyNames(keys).map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a shortcut never changes its keys
        <span key={index} className={css.key}>
          {key}
        </span>
      ))}
    </kbd>
  );
}
