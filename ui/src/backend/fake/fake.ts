/**
 * A backend in memory: the same door, a demonstration's data. Tests and the demonstration build
 * use it; the product's bundle does not contain it.
 */
import type { Door, Events } from "../door";
import { Failure } from "../failure";
import type { Acted, Placement, Project, TaskLine, Uuid, Workspace } from "../types";
import { account, type Scene } from "./account";
import { commented, detailOf, noteIn, takingOf } from "./detail";
import { importing } from "./importing";
import { Memory, type Task } from "./memory";
import { edited } from "./project-edits";
import { refusing } from "./refusing";
import { makeProject, orgId } from "./seed";
import { beginning, commanded, keyBetween } from "./tasks";
import { type FakeTexts, noTexts } from "./texts";
import { labelOf } from "./words";

export interface FakeOptions {
  /** How many tasks the lamp project has; 0: a first run with no project at all. */
  tasks?: number;
  now?: () => number;
  texts?: FakeTexts;
  /** How the connection is. */
  scene?: Scene;
  /** Awaited between the batches of an import. */
  pause?: () => Promise<void>;
}

/** The door, and what a test may do behind its back. */
export interface Fake extends Door {
  /** As if the sync had brought these lines into the open project. */
  arrive(lines: readonly TaskLine[]): void;
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void;
}

export function makeFake({
  tasks = 60,
  now = Date.now,
  texts = noTexts,
  scene = "synced",
  pause = () => Promise.resolve(),
}: FakeOptions = {}): Fake {
  const memory = new Memory(tasks, now, scene);
  return {
    ...texts,
    ...overall(memory),
    ...projects(memory),
    ...acts(memory),
    ...account(memory, workspaceOf),
    ...refusing(memory, () => told(memory)),
    ...importing(pause),
    on: (name, hear) => Promise.resolve(memory.listen(name, hear as (payload: never) => void)),
    arrive: (lines) => void memory.write(lines),
    emit: (name, payload) => memory.emit(name, payload),
  };
}

type Part<Names extends keyof Door> = Pick<Door, Names>;

function overall(memory: Memory): Part<"boot" | "workspace" | "newId" | "saveSettings" | "search"> {
  return {
    boot: async () => ({
      version: "0.1.0",
      folder: "~/.local/share/aloft",
      settings: memory.settings,
      me: memory.me,
      workspace: workspaceOf(memory),
      sync: memory.sync(),
    }),
    workspace: async () => workspaceOf(memory),
    newId: async () => memory.newId(),
    saveSettings: async (settings) => {
      memory.settings = settings;
      return settings;
    },
    search: async (text, project, limit) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const found = [];
      for (const task of memory.tasks.values()) {
        if (found.length >= limit) break;
        if (project !== null && task.project !== project) continue;
        const heap = `${task.line.key} ${task.line.title} ${task.description ?? ""}`.toLowerCase();
        if (task.line.deleted_at !== undefined || !words.every((word) => heap.includes(word)))
          continue;
        found.push({ line: task.line, project: task.project });
      }
      return found;
    },
  };
}

function projects(
  memory: Memory,
): Part<
  | "createOrganisation"
  | "createProject"
  | "editProject"
  | "openProject"
  | "openBin"
  | "exportProject"
  | "setPresence"
> {
  return {
    createOrganisation: async (name) => {
      memory.hasOrg = true;
      memory.orgName = name;
      return { id: orgId, delta: told(memory) };
    },
    createProject: async ({ name, key }) => {
      memory.hasOrg = true;
      const id = memory.newId();
      memory.projects = [...memory.projects, makeProject(id, name, key, memory.now())];
      return { id, delta: told(memory), label: "Project created" };
    },
    editProject: async (id, command) => {
      memory.projects = memory.projects.flatMap((project) =>
        project.id === id ? edited(project, command) : [project],
      );
      return { delta: told(memory), label: "Project changed" };
    },
    openProject: async (project) => {
      if (!memory.projects.some(({ id }) => id === project)) {
        throw new Failure("not_found", "This project is not on this machine.");
      }
      memory.open = project;
      return { project, revision: memory.revision, lines: memory.of(project, false) };
    },
    openBin: async (project) => ({
      project,
      revision: memory.revision,
      lines: memory.of(project, true),
    }),
    exportProject: async (_, format) => ({ path: `~/Downloads/Front lamp.${format}` }),
    setPresence: async () => undefined,
  };
}

function acts(
  memory: Memory,
): Part<
  | "createTask"
  | "act"
  | "moveTask"
  | "taskDetail"
  | "addComment"
  | "resolveConflict"
  | "undo"
  | "redo"
> {
  return {
    createTask: async (project, task, more = {}) => {
      const id = memory.newId();
      const order = orderAt(memory, project, more.placement ?? { at: "last" }, id);
      const home = projectOf(memory, project);
      const key = `${home.key}-~${id.slice(-6)}`;
      const given = { id, key, order, created_by: memory.me.user };
      const line = beginning(task, given, home.states, memory.now());
      memory.put(project, line);
      return { id, delta: memory.step("Task created", [line]), label: "Task created" };
    },
    act: async (ids, command) => {
      const tasks = ids.map((id) => taskOf(memory, id));
      const { states } = projectOf(memory, tasks[0]?.project ?? "");
      for (const task of tasks) noteIn(memory, task, command);
      const after = tasks.map(({ line, rest }) =>
        withConflicts(commanded(line, command, states, memory.now()), rest.conflicts.length),
      );
      const home = projectOf(memory, tasks[0]?.project ?? "");
      const label = labelOf(command, ids.length, home, memory.members());
      return { delta: memory.step(label, after), label };
    },
    moveTask: async (id, to, state) => {
      const { line, project } = taskOf(memory, id);
      const home = projectOf(memory, project);
      const moved =
        state === null
          ? line
          : commanded(line, { type: "set_state", state }, home.states, memory.now());
      const label =
        state === null ? "Moved" : labelOf({ type: "set_state", state }, 1, home, memory.members());
      const order = orderAt(memory, project, to, id);
      return { delta: memory.step(label, [{ ...moved, order }]), label };
    },
    taskDetail: async (id) => detailOf(memory, memory.tasks.get(id)),
    addComment: async (id, parent, body) => commented(memory, taskOf(memory, id), parent, body),
    resolveConflict: async (id, field, number) => {
      const task = taskOf(memory, id);
      const command = takingOf(task, field, number);
      if (command === null) throw new Failure("not_found", "This conflict is already resolved.");
      const { states } = projectOf(memory, task.project);
      noteIn(memory, task, command);
      const after = withConflicts(
        commanded(task.line, command, states, memory.now()),
        task.rest.conflicts.length,
      );
      return { delta: memory.step("Conflict resolved", [after]), label: "Conflict resolved" };
    },
    undo: async () => memory.undo(),
    redo: async () => memory.redo(),
  };
}

function workspaceOf(memory: Memory): Workspace {
  const organisation = {
    id: orgId,
    name: memory.orgName,
    relay: memory.orgRelay,
    role: memory.orgRelay === null ? null : ("owner" as const),
    members: memory.members(),
  };
  const count = (id: Uuid): number => memory.of(id, false).length;
  return {
    organisations: memory.hasOrg ? [organisation] : [],
    projects: memory.projects.map((project) => ({ ...project, tasks: count(project.id) })),
  };
}

function told(memory: Memory): Acted["delta"] {
  return memory.tell({ upserted: [], removed: [], touched: [], workspace: true });
}

function projectOf(memory: Memory, id: Uuid): Project {
  const project = memory.projects.find((each) => each.id === id);
  if (project === undefined) throw new Failure("not_found", "This project is not on this machine.");
  return project;
}

function taskOf(memory: Memory, id: Uuid): Task {
  const task = memory.tasks.get(id);
  if (task === undefined) throw new Failure("not_found", "This task is not on this machine.");
  return task;
}

/** An order key for a place among the project's tasks. */
function orderAt(memory: Memory, project: Uuid, to: Placement, moved: Uuid): string {
  const keys = memory.of(project, false).filter(({ id }) => id !== moved);
  const at =
    to.at === "first"
      ? 0
      : to.at === "last"
        ? keys.length
        : keys.findIndex(({ id }) => id === to.task) + (to.at === "after" ? 1 : 0);
  return keyBetween(keys[at - 1]?.order, keys[at]?.order);
}

function withConflicts({ conflicts: _, ...line }: TaskLine, count: number): TaskLine {
  return count === 0 ? line : { ...line, conflicts: count };
}
