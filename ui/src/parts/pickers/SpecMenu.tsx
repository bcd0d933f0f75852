import { PickerMenu } from "../../ui/PickerMenu";
import type { PickerSpec } from "./spec";

/** The list of a picker. One choice closes it; where several may be chosen, it stays. */
export function SpecMenu(props: { spec: PickerSpec; onClose: () => void }): React.JSX.Element {
  const { spec, onClose } = props;
  const pick = (id: string): void => {
    if (!spec.multiple) onClose();
    spec.pick(id);
  };
  return (
    <PickerMenu
      label={spec.label}
      items={spec.items}
      typed={spec.typed}
      multiple={spec.multiple}
      onPick={pick}
    />
  );
}
