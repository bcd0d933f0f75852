import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import css from "./popover.module.css";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What it is, read out when it opens. */
  label: string;
  /** The button that opens it; or an element that it hangs on, in `anchor`. */
  trigger?: ReactElement | undefined;
  anchor?: Element | null | undefined;
  side?: "top" | "bottom" | "left" | "right" | undefined;
  align?: "start" | "center" | "end" | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A small pane on a button. Escape and a press outside close it, and the focus goes back. */
export function Popover({
  open,
  onOpenChange,
  label,
  trigger,
  anchor,
  side = "bottom",
  align = "start",
  className,
  children,
}: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger !== undefined && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner
          className={css.positioner}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          {...(anchor ? { anchor } : {})}
        >
          <Base.Popup className={classes(css.popup, className)} aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
