/** Acts that depend on what the tasks are now: what a picker's choice means for several at once. */
import type { Placement, TaskCommand, TaskLine, Uuid } from "../backend/types";
import { act, moveTask } from "./acts";
import { lines, opened } from "./open";
import { session } from "./session";
import type { Group, Spot, View } from "./view";

/** Whether all, some or none of the tasks have something. */
export type Extent = "all" | "some" | "none";

export function extentOf(tasks: readonly Uuid[], has: (line: TaskLine) => boolean): Extent {
  const count = tasks.filter((task) => {
    const line = lines.get(task);
    return line !== undefined && has(line);
  }).length;
  return count === 0 ? "none" : count === tasks.length ? "all" : "some";
}

/** Gives the label to all; takes it away when all have it. */
export function toggleLabel(tasks: readonly Uuid[], label: Uuid): void {
  void act(tasks, togglingLabel(tasks, label));
}

function togglingLabel(tasks: readonly Uuid[], label: Uuid): TaskCommand {
  const all = extentOf(tasks, hasLabel(label)) === "all";
  return { type: all ? "remove_label" : "add_label", label };
}

export function hasLabel(label: Uuid): (line: TaskLine) => boolean {
  return (line) => line.labels?.includes(label) ?? false;
}

/** Assigns all; unassigns when all are. */
export function toggleAssignee(tasks: readonly Uuid[], user: Uuid): void {
  void act(tasks, together(togglingAssignee(tasks, user)));
}

function togglingAssignee(tasks: readonly Uuid[], user: Uuid): TaskCommand[] {
  const all = extentOf(tasks, isAssignedTo(user)) === "all";
  if (!all) return [{ type: "assign", user }];
  // The document may hold another id of the same person.
  return [...aliasesAmong(tasks, user)].map((id) => ({ type: "unassign", user: id }));
}

/** Several commands as one act: one change, and one step to undo. */
function together(commands: readonly TaskCommand[]): TaskCommand {
  const [only] = commands;
  return commands.length === 1 && only !== undefined
    ? only
    : { type: "batch", commands: [...commands] };
}

export function isAssignedTo(user: Uuid): (line: TaskLine) => boolean {
  const { people } = session.getState();
  return (line) => line.assignees?.some((id) => (people.get(id)?.user ?? id) === user) ?? false;
}

function aliasesAmong(tasks: readonly Uuid[], user: Uuid): Set<Uuid> {
  const { people } = session.getState();
  const ids = tasks.flatMap((task) => lines.get(task)?.assignees ?? []);
  return new Set(ids.filter((id) => (people.get(id)?.user ?? id) === user));
}

/** Puts a task into a group, before the line at `index` there (of the group without the task). */
export function dropInto(spot: Spot, group: Group, index: number): void {
  const line = lines.get(spot.task);
  const { view } = opened.getState();
  if (line === undefined || view === null) return;
  const others = group.lines.filter((other) => other.id !== spot.task);
  const place = placementIn(view, others, index);
  const { value } = group;
  if (value.by === "state") {
    const state = spot.group === group.key ? null : value.state;
    if (place !== null) void moveTask(spot.task, place, state);
    else if (spot.group !== group.key) void act([spot.task], { type: "set_state", state });
    return;
  }
  if (spot.group !== group.key) giveValue(spot, group);
  else if (place !== null) void moveTask(spot.task, place, null);
}

/** A place only means something where tasks stand in their own order. */
function placementIn(view: View, others: readonly TaskLine[], index: number): Placement | null {
  if (view.shape.sort !== "order") return null;
  const after = others[index - 1];
  const before = others[index];
  if (before !== undefined) return { at: "before", task: before.id };
  if (after !== undefined) return { at: "after", task: after.id };
  return { at: "last" };
}

function giveValue({ task, group: from }: Spot, { value }: Group): void {
  switch (value.by) {
    case "priority":
      void act([task], { type: "set_priority", priority: value.priority });
      break;
    case "assignee": {
      const users = [...(value.user === null ? [] : [value.user]), ...(from === "" ? [] : [from])];
      void act([task], together(users.flatMap((user) => togglingAssignee([task], user))));
      break;
    }
    case "label": {
      const labels = [
        ...(value.label === null ? [] : [value.label]),
        ...(from === "" ? [] : [from]),
      ];
      void act([task], together(labels.map((label) => togglingLabel([task], label))));
      break;
    }
    case "state":
    case "none":
      break;
  }
}

/** Moves the focused task one place up or down among its group. */
export function nudge(spot: Spot, by: 1 | -1): Promise<unknown> | undefined {
  const { view } = opened.getState();
  const line = lines.get(spot.task);
  const group = view?.group(spot.group);
  if (view === null || line === undefined || group === undefined) return undefined;
  if (view.shape.sort !== "order") return undefined;
  const neighbour = group.lines[view.indexIn(group, line) + by];
  if (neighbour === undefined) return undefined;
  return moveTask(spot.task, { at: by < 0 ? "before" : "after", task: neighbour.id }, null);
}
