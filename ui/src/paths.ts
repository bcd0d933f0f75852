/** Every place in the window, and how it is written. Nothing else makes or takes apart a path. */
import type { Uuid } from "./backend/types";

export const routes = {
  home: "/",
  list: "/project/:project/list/:task?",
  board: "/project/:project/board/:task?",
  task: "/project/:project/task/:task",
  search: "/search",
  newProject: "/new-project/:org?",
  import: "/project/:project/import",
  bin: "/project/:project/bin",
  projectSettings: "/project/:project/settings/:section?",
  settings: "/settings/:section?",
  refused: "/refused",
  signIn: "/sign-in",
  join: "/organisations/:org/join",
  members: "/organisations/:org/members",
} as const;

export const paths = {
  home: () => "/",
  /** A project as it is looked at first. */
  project: (project: Uuid) => `/project/${project}/list`,
  /** With a task: its panel is open beside the list. */
  list: (project: Uuid, task?: Uuid) => joined(`/project/${project}/list`, task),
  board: (project: Uuid, task?: Uuid) => joined(`/project/${project}/board`, task),
  task: (project: Uuid, task: Uuid) => `/project/${project}/task/${task}`,
  search: () => "/search",
  newProject: (org?: Uuid) => joined("/new-project", org),
  import: (project: Uuid) => `/project/${project}/import`,
  bin: (project: Uuid) => `/project/${project}/bin`,
  projectSettings: (project: Uuid, section?: string) =>
    joined(`/project/${project}/settings`, section),
  settings: (section?: string) => joined("/settings", section),
  refused: () => "/refused",
  signIn: () => "/sign-in",
  join: (org: Uuid) => `/organisations/${org}/join`,
  members: (org: Uuid) => `/organisations/${org}/members`,
};

function joined(path: string, last: string | undefined): string {
  return last === undefined ? path : `${path}/${last}`;
}

/** The project that a path is in, if it is in one. */
export function projectIn(path: string): Uuid | null {
  return /^\/project\/([^/?]+)/.exec(path)?.[1] ?? null;
}

/** The task whose page or panel a path shows. */
export function taskIn(path: string): Uuid | null {
  return /^\/project\/[^/?]+\/(?:list|board|task)\/([^/?]+)/.exec(path)?.[1] ?? null;
}
