/** Which tasks changed in something that no line shows: a comment, the description, the activity. */
import type { Uuid } from "../backend/types";

const times = new Map<Uuid, number>();
const listeners = new Map<Uuid, Set<() => void>>();

/** How often a task was touched: a number to draw anew by. */
export function timesTouched(task: Uuid): number {
  return times.get(task) ?? 0;
}

export function listenTouched(task: Uuid, listener: () => void): () => void {
  const all = listeners.get(task) ?? new Set();
  listeners.set(task, all.add(listener));
  return () => {
    all.delete(listener);
    if (all.size === 0 && listeners.get(task) === all) listeners.delete(task);
  };
}

/** Only tasks that somebody looks at are counted: the others are read when they are opened. */
export function touch(tasks: readonly Uuid[]): void {
  for (const task of tasks) {
    const all = listeners.get(task);
    if (all === undefined) continue;
    times.set(task, timesTouched(task) + 1);
    for (const listener of all) listener();
  }
}
