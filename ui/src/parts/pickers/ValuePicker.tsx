import { useState } from "react";
import { Popover } from "../../ui/Popover";
import css from "./picker.module.css";
import { SpecMenu } from "./SpecMenu";
import type { PickerSpec } from "./spec";

export interface ValuePickerProps {
  spec: PickerSpec;
  /** What is shown of the value; inside the button. */
  children: React.ReactNode;
  /** Accessible name of the button: "State: In progress". */
  label: string;
  /** `chip` has a border, `plain` shows itself when it is pointed at. */
  look?: "chip" | "plain";
  disabled?: boolean;
}

/** A button that shows a value, and opens the list to choose another from. */
export function ValuePicker(props: ValuePickerProps): React.JSX.Element {
  const { spec, children, label, look = "chip", disabled = false } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={spec.label}
      className={css.popup}
      trigger={
        <button
          type="button"
          className={css.button}
          data-look={look}
          aria-label={label}
          disabled={disabled}
        >
          {children}
        </button>
      }
    >
      <SpecMenu spec={spec} onClose={() => setOpen(false)} />
    </Popover>
  );
}
