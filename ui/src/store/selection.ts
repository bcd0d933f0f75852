/** The row that has the focus, and the tasks that are selected besides. */
import { createStore } from "zustand/vanilla";
import type { Uuid } from "../backend/types";
import type { Spot } from "./view";

export interface Selection {
  focus: Spot | null;
  selected: ReadonlySet<Uuid>;
  /** Where a range that is being extended began. */
  anchor: Spot | null;
}

export const emptySelection: Selection = { focus: null, selected: new Set(), anchor: null };

export const selection = createStore<Selection>()(() => emptySelection);

export function focusOn(focus: Spot | null): void {
  selection.setState({ focus, anchor: null });
}

export function toggleSelected(task: Uuid): void {
  const selected = new Set(selection.getState().selected);
  if (!selected.delete(task)) selected.add(task);
  selection.setState({ selected });
}

export function selectOnly(tasks: readonly Uuid[]): void {
  selection.setState({ selected: new Set(tasks) });
}

export function clearSelection(): void {
  selection.setState({ selected: new Set(), anchor: null });
}

/** What a command is about: the selected tasks, or else the one with the focus. */
export function targets({ selected, focus }: Selection = selection.getState()): Uuid[] {
  if (selected.size > 0) return [...selected];
  return focus === null ? [] : [focus.task];
}

/** Tasks that are gone are not selected. */
export function forget(tasks: readonly Uuid[]): void {
  const { selected } = selection.getState();
  if (!tasks.some((task) => selected.has(task))) return;
  const kept = new Set(selected);
  for (const task of tasks) kept.delete(task);
  selection.setState({ selected: kept });
}
