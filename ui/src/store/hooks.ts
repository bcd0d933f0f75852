/** The store as components read it. Each hook draws its component anew for what it names, only. */
import { useCallback, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type {
  Me,
  Organisation,
  Presence,
  Project,
  Settings,
  SyncView,
  TaskLine,
  Uuid,
  Workspace,
} from "../backend/types";
import { type Display, display } from "./display";
import { lines, type OpenProject, opened } from "./open";
import type { People, Person } from "./people";
import { presence } from "./presence";
import { selection } from "./selection";
import { organisationOf, projectOf, session } from "./session";
import { listenTouched, timesTouched } from "./touched";

export const useWorkspace = (): Workspace => useStore(session, (state) => state.workspace);
export const useMe = (): Me => useStore(session, (state) => state.me);
export const useSync = (): SyncView => useStore(session, (state) => state.sync);
export const useSettings = (): Settings => useStore(session, (state) => state.settings);
export const usePeople = (): People => useStore(session, (state) => state.people);
export const useDisplay = (): Display => useStore(display);
export const useOpenProject = (): OpenProject => useStore(opened);

export const useProject = (id: Uuid | null): Project | undefined =>
  useStore(session, (state) => projectOf(state, id));

/** The organisation that a project is in. */
export const useOrganisation = (project: Uuid | null): Organisation | undefined =>
  useStore(session, (state) => organisationOf(state, project));

/** Somebody by any of their ids; undefined: they are in none of this store's organisations. */
export const usePerson = (id: Uuid | null): Person | undefined =>
  useStore(session, (state) => (id === null ? undefined : state.people.get(id)));

/** A line of the open project. */
export function useLine(id: Uuid): TaskLine | undefined {
  const listen = useCallback((listener: () => void) => lines.listen(id, listener), [id]);
  return useSyncExternalStore(listen, () => lines.get(id));
}

/** A number that goes up whenever the task's comments, description or activity changed. */
export function useTouched(task: Uuid): number {
  const listen = useCallback((listener: () => void) => listenTouched(task, listener), [task]);
  return useSyncExternalStore(listen, () => timesTouched(task));
}

const nobodyThere: readonly Presence[] = [];

/** Who else looks at a task. */
export const usePresence = (task: Uuid): readonly Presence[] =>
  useStore(presence, (state) => state.byTask.get(task) ?? nobodyThere);

export const useIsFocused = (group: string, task: Uuid): boolean =>
  useStore(selection, ({ focus }) => focus?.task === task && focus.group === group);

export const useIsSelected = (task: Uuid): boolean =>
  useStore(selection, ({ selected }) => selected.has(task));
