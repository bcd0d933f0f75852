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
  /** Where it is open. A screen has a dozen of these, and an idle popover costs a millisecond. */
  const [anchor, setAnchor] = useState<Element | null>(null);
  const close = (): void => setAnchor(null);
  const isOpen = anchor !== null;
  return (
    <>
      <button
        type="button"
        className={css.button}
        data-look={look}
        data-popup-open={isOpen || undefined}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        disabled={disabled}
        onClick={({ currentTarget }) => setAnchor(isOpen ? null : currentTarget)}
      >
        {children}
      </button>
      {isOpen && (
        <Popover
          open
          toggles
          anchor={anchor}
          onOpenChange={(open) => !open && close()}
          label={spec.label}
          className={css.popup}
        >
          <SpecMenu spec={spec} onClose={close} />
        </Popover>
      )}
    </>
  );
}
