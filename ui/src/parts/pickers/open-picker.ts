/** The one picker that may be open over lists and boards: for which tasks, and where it hangs. */
import { createStore } from "zustand/vanilla";
import type { Uuid } from "../../backend/types";
import type { PickerKind } from "./spec";

export interface OpenPicker {
  kind: PickerKind;
  tasks: readonly Uuid[];
  anchor: Element;
}

export const picker = createStore<{ open: OpenPicker | null }>()(() => ({ open: null }));

/** Opens a picker for tasks of the open project, beside any element. */
export function openPicker(kind: PickerKind, tasks: readonly Uuid[], anchor: Element): void {
  if (tasks.length > 0) picker.setState({ open: { kind, tasks, anchor } });
}

export function closePicker(): void {
  picker.setState({ open: null });
}
