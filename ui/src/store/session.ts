/** What holds for the whole window: who works here, in which organisations, and whether it is safe. */
import { createStore } from "zustand/vanilla";
import type { Failure } from "../backend/failure";
import type { Boot, Organisation, Project, Uuid } from "../backend/types";
import { nobody, type People, peopleOf } from "./people";

export interface Session extends Boot {
  at: "starting" | "ready" | "failed";
  /** Why the window could not start. */
  failure: Failure | null;
  /** Everybody in all organisations, found by any of their ids. */
  people: People;
}

export const session = createStore<Session>()(() => ({
  at: "starting",
  failure: null,
  people: nobody,
  version: "",
  folder: "",
  workspace: { organisations: [], projects: [] },
  me: { user: "", identities: [], account: null, last_relay: null, tokens_in: "file" },
  settings: { theme: "system", offline: false, place: null },
  sync: {
    link: "local",
    words: null,
    synced: false,
    waiting: 0,
    held_up: 0,
    refused: 0,
    local: 0,
    diverging: 0,
    last_contact: null,
    synced_to: null,
    fetching: [],
  },
}));

/** Puts a new workspace in place, and the people that are in it. */
export function setWorkspace(workspace: Session["workspace"]): void {
  session.setState(({ me }) => ({ workspace, people: peopleOf(workspace, me) }));
}

export function setMe(me: Session["me"]): void {
  session.setState(({ workspace }) => ({ me, people: peopleOf(workspace, me) }));
}

export function projectOf(state: Session, id: Uuid | null): Project | undefined {
  return state.workspace.projects.find((project) => project.id === id);
}

export function organisationOf(state: Session, project: Uuid | null): Organisation | undefined {
  const org = projectOf(state, project)?.org_id;
  return state.workspace.organisations.find(({ id }) => id === org);
}
