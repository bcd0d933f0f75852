/** Who else looks at which task, by device. It is hearsay and passes: nothing of it is kept. */
import { createStore } from "zustand/vanilla";
import type { Presence, Uuid } from "../backend/types";

export interface PresenceState {
  byDevice: ReadonlyMap<Uuid, Presence>;
  byTask: ReadonlyMap<Uuid, readonly Presence[]>;
}

export const presence = createStore<PresenceState>()(() => ({
  byDevice: new Map(),
  byTask: new Map(),
}));

export function takePresence(heard: Presence): void {
  presence.setState(({ byDevice }) => {
    const next = new Map(byDevice);
    if (heard.task === null) next.delete(heard.device);
    else next.set(heard.device, heard);
    return { byDevice: next, byTask: tasksOf(next) };
  });
}

function tasksOf(byDevice: ReadonlyMap<Uuid, Presence>): ReadonlyMap<Uuid, readonly Presence[]> {
  const byTask = new Map<Uuid, Presence[]>();
  for (const each of byDevice.values()) {
    if (each.task === null) continue;
    const there = byTask.get(each.task);
    if (there === undefined) byTask.set(each.task, [each]);
    else there.push(each);
  }
  return byTask;
}
