import { Checkbox as Base } from "@base-ui/react/checkbox";
import css from "./checkbox.module.css";
import { Icon } from "./Icon";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Its name, where no Field gives it one. */
  label?: string | undefined;
  disabled?: boolean | undefined;
  tabIndex?: number | undefined;
}

export function Checkbox({ checked, onChange, label, disabled = false, tabIndex }: Props) {
  return (
    <Base.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      tabIndex={tabIndex}
      className={css.box}
    >
      <Base.Indicator className={css.mark}>
        <Icon name="check" />
      </Base.Indicator>
    </Base.Root>
  );
}
