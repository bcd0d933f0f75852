import { useStore } from "zustand";
import { Popover } from "../../ui/Popover";
import { closePicker, type OpenPicker, picker } from "./open-picker";
import css from "./picker.module.css";
import { SpecMenu } from "./SpecMenu";
import { useTaskSpec } from "./use-task-spec";

/** Shows the open picker, if there is one. There is one host in the window. */
export function PickerHost(): React.JSX.Element | null {
  const open = useStore(picker, (state) => state.open);
  return open && <Host key={`${open.kind} ${open.tasks.join()}`} {...open} />;
}

function Host({ kind, tasks, anchor }: OpenPicker): React.JSX.Element | null {
  const spec = useTaskSpec(kind, tasks);
  if (spec === null) return null;
  return (
    <Popover
      open
      anchor={anchor}
      label={spec.label}
      onOpenChange={(open) => !open && closePicker()}
      className={css.popup}
    >
      <SpecMenu spec={spec} onClose={closePicker} />
    </Popover>
  );
}
