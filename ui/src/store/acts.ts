/**
 * What people do. Each act asks the backend, takes over what changed, and says what happened, so
 * that the words for it (and the way back) can be shown. A failure is said too, and gives null.
 */
import { createStore } from "zustand/vanilla";
import { door, type TaskBeginning } from "../backend/door";
import { Failure } from "../backend/failure";
import type {
  Acted,
  Created,
  NewTask,
  Placement,
  ProjectCommand,
  TaskCommand,
  Uuid,
} from "../backend/types";
import { takeDelta } from "./open";

/** What was said last. `serial` tells two equal sayings apart. */
export interface Said {
  serial: number;
  kind: "did" | "undid" | "redid" | "failed";
  words: string;
}

export const said = createStore<{ last: Said | null }>()(() => ({ last: null }));

export function act(tasks: readonly Uuid[], command: TaskCommand): Promise<Acted | null> {
  return tasks.length === 0 ? Promise.resolve(null) : perform(() => door.act(tasks, command));
}

export function moveTask(task: Uuid, to: Placement, state: Uuid | null): Promise<Acted | null> {
  return perform(() => door.moveTask(task, to, state));
}

export function createTask(
  project: Uuid,
  task: NewTask,
  more: TaskBeginning = {},
): Promise<Created | null> {
  return perform(() => door.createTask(project, task, more));
}

export function addComment(task: Uuid, parent: Uuid | null, body: string): Promise<Created | null> {
  return perform(() => door.addComment(task, parent, body));
}

export function resolveConflict(task: Uuid, field: string, number: number): Promise<Acted | null> {
  return perform(() => door.resolveConflict(task, field, number));
}

export function editProject(project: Uuid, command: ProjectCommand): Promise<Acted | null> {
  return perform(() => door.editProject(project, command));
}

export async function undo(): Promise<void> {
  await perform(() => door.undo(), "undid");
}

export async function redo(): Promise<void> {
  await perform(() => door.redo(), "redid");
}

/** Says a failure that a screen met elsewhere. */
export function sayFailure(thrown: unknown): void {
  say("failed", Failure.from(thrown).words);
}

async function perform<T extends Acted | null>(
  ask: () => Promise<T>,
  kind: Said["kind"] = "did",
): Promise<T | null> {
  try {
    const acted = await ask();
    if (acted === null) return null;
    takeDelta(acted.delta);
    if (acted.label !== null) say(kind, acted.label);
    return acted;
  } catch (thrown) {
    sayFailure(thrown);
    return null;
  }
}

function say(kind: Said["kind"], words: string): void {
  const serial = (said.getState().last?.serial ?? 0) + 1;
  said.setState({ last: { serial, kind, words } });
}
