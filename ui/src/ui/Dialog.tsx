import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";
import { classes } from "./classes";
import css from "./dialog.module.css";
import { IconButton } from "./IconButton";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The title is read out and not drawn. */
  hideTitle?: boolean | undefined;
  size?: "sm" | "md" | "lg" | undefined;
  /** What has the focus first; else the first control. */
  initialFocus?: RefObject<HTMLElement | null> | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** Something to finish or to leave before anything else. Escape leaves. */
export function Dialog({
  open,
  onOpenChange,
  title,
  hideTitle = false,
  size = "sm",
  initialFocus,
  className,
  children,
}: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={css.backdrop} />
        <Base.Popup
          className={classes(css.popup, css[size], className)}
          {...(initialFocus ? { initialFocus } : {})}
        >
          <Base.Title className={hideTitle ? css.hidden : css.title}>{title}</Base.Title>
          {children}
          {/* Last, so that the focus begins in the content, and Escape is not its tooltip's. */}
          {!hideTitle && (
            <Base.Close
              render={<IconButton icon="close" label="Close" size="sm" className={css.close} />}
            />
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
