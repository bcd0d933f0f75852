import type { ReactNode } from "react";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import css from "./ConfirmDialog.module.css";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The verb on the button. */
  confirm: string;
  onConfirm: () => void;
  children: ReactNode;
}

/** Asks once more before something that has no way back. */
export function ConfirmDialog({ open, onOpenChange, title, confirm, onConfirm, children }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <p className={css.body}>{children}</p>
      <div className={css.actions}>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button
          variant="danger"
          onClick={() => {
            onOpenChange(false);
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
