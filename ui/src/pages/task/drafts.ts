/** Comments that were begun: kept while the window is open, so that leaving a task loses no words. */
import type { Uuid } from "../../backend/types";

const drafts = new Map<string, string>();

const keyOf = (task: Uuid, parent: Uuid | null): string => `${task} ${parent ?? ""}`;

export function draftOf(task: Uuid, parent: Uuid | null): string {
  return drafts.get(keyOf(task, parent)) ?? "";
}

export function keepDraft(task: Uuid, parent: Uuid | null, text: string): void {
  if (text.trim() === "") drafts.delete(keyOf(task, parent));
  else drafts.set(keyOf(task, parent), text);
}
