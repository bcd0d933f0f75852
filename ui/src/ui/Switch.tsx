import { Switch as Base } from "@base-ui/react/switch";
import css from "./switch.module.css";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Its name, where no Field gives it one. */
  label?: string | undefined;
  disabled?: boolean | undefined;
}

/** On or off, at once. */
export function Switch({ checked, onChange, label, disabled = false }: Props) {
  return (
    <Base.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className={css.track}
    >
      <Base.Thumb className={css.thumb} />
    </Base.Root>
  );
}
