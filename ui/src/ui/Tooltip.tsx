import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { Kbd } from "./Kbd";
import css from "./tooltip.module.css";

interface Props {
  text: string;
  shortcut?: string | undefined;
  /** What it explains: one element that takes a ref. */
  children: ReactElement;
}

/** Says what a control does, after a moment. The control's own name must say it too. */
export function Tooltip({ text, shortcut, children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger delay={500} render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className={css.positioner}>
          <Base.Popup className={css.popup}>
            {text}
            {shortcut !== undefined && <Kbd keys={shortcut} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
