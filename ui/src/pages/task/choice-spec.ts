/** A picker of one thing out of a few that have names, or of none. */
import type { PickerSpec } from "../../parts/pickers/spec";

type PickerItem = PickerSpec["items"][number];

interface Choice {
  label: string;
  /** What the item says that takes the value away. */
  remove: string;
  items: readonly { id: string; name: string; hint?: string; icon?: React.ReactNode }[];
  current: string | null;
  pick: (id: string | null) => void;
}

export function choiceSpec({ label, remove, items, current, pick }: Choice): PickerSpec {
  const none: PickerItem[] = current === null ? [] : [{ id: "", name: remove, chosen: "none" }];
  return {
    label,
    multiple: false,
    items: [
      ...items.map(
        (item): PickerItem => ({ ...item, chosen: item.id === current ? "all" : "none" }),
      ),
      ...none,
    ],
    pick: (id) => pick(id === "" ? null : id),
  };
}

/** The picker of a due date, for another date. */
export function renamedDate(spec: PickerSpec, name: string): PickerSpec {
  return {
    ...spec,
    label: `${name}: 31 Jan, friday, +3…`,
    items: spec.items.map((item) =>
      item.id === "" ? { ...item, name: `Remove the ${name.toLowerCase()}` } : item,
    ),
  };
}
