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
  /** A press on the anchor is the anchor's to answer: it does not count as one outside. */
  toggles?: boolean | undefined;
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
  toggles = false,
  side = "bottom",
  align = "start",
  className,
  children,
}: Props) {
  const change = (wanted: boolean, details: Base.Root.ChangeEventDetails): void => {
    const { reason, event } = details;
    const isAnchors = event.target instanceof Node && anchor?.contains(event.target) === true;
    if (toggles && reason === "outside-press" && isAnchors) details.cancel();
    else onOpenChange(wanted);
  };
  return (
    <Base.Root open={open} onOpenChange={change}>
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
