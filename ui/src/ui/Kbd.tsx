import { Fragment } from "react";
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
      {keys.split(" ").map((step, number) => (
        <Fragment key={step}>
          {number > 0 && <span className={css.then}>then</span>}
          {keyNames(step).map((key) => (
            <span key={key} className={css.key}>
              {key}
            </span>
          ))}
        </Fragment>
      ))}
    </kbd>
  );
}
