/** What a command means, as far as a line shows it. The model in Rust is the truth; this is a play. */
import type { NewTask, TaskCommand, TaskLine, Uuid, WorkflowState } from "../types";

/** The line after a command. */
export function commanded(
  line: TaskLine,
  command: TaskCommand,
  states: readonly WorkflowState[],
  now: number,
): TaskLine {
  const next = { ...line, updated_at: now };
  switch (command.type) {
    case "batch":
      return command.commands.reduce((line, each) => commanded(line, each, states, now), next);
    case "set_title":
      return { ...next, title: command.title };
    case "set_state":
      return withState(next, command.state, states);
    case "set_priority":
      return without(
        { ...next, priority: command.priority },
        "priority",
        command.priority === "none",
      );
    case "assign":
      return { ...next, assignees: added(line.assignees, command.user) };
    case "unassign":
      return withIds(next, "assignees", removed(line.assignees, command.user));
    case "add_label":
      return { ...next, labels: added(line.labels, command.label) };
    case "remove_label":
      return withIds(next, "labels", removed(line.labels, command.label));
    case "set_start":
      return withValue(next, "start", command.start);
    case "set_due":
      return withValue(next, "due", command.due);
    case "set_estimate":
      return withValue(next, "estimate", command.estimate);
    case "set_parent":
      return withValue(next, "parent", command.parent);
    case "set_cycle":
      return withValue(next, "cycle", command.cycle);
    case "set_milestone":
      return withValue(next, "milestone", command.milestone);
    case "delete":
      return { ...next, deleted_at: now };
    case "restore":
      return withValue(next, "deleted_at", null);
    default:
      return next;
  }
}

export function beginning(
  task: NewTask,
  given: Pick<TaskLine, "id" | "key" | "order" | "created_by">,
  states: readonly WorkflowState[],
  now: number,
): TaskLine {
  let line: TaskLine = { ...given, title: task.title, created_at: now, updated_at: now };
  line = withState(line, task.state ?? states[0]?.id ?? null, states);
  line = without({ ...line, priority: task.priority }, "priority", task.priority === "none");
  line = withIds(line, "assignees", task.assignees);
  line = withIds(line, "labels", task.labels);
  line = withValue(line, "start", task.start);
  line = withValue(line, "due", task.due);
  line = withValue(line, "estimate", task.estimate);
  return withValue(line, "parent", task.parent);
}

function withState(line: TaskLine, state: Uuid | null, states: readonly WorkflowState[]): TaskLine {
  const found = states.find(({ id }) => id === state);
  return withValue(withValue(line, "state", state), "category", found?.category ?? null);
}

function withValue<Key extends keyof TaskLine>(
  line: TaskLine,
  key: Key,
  value: TaskLine[Key] | null,
): TaskLine {
  return without({ ...line, [key]: value }, key, value === null);
}

function withIds(line: TaskLine, key: "assignees" | "labels", ids: Uuid[]): TaskLine {
  return without({ ...line, [key]: ids }, key, ids.length === 0);
}

/** Empty values are left out, as the backend leaves them out. */
function without(line: TaskLine, key: keyof TaskLine, empty: boolean): TaskLine {
  if (!empty) return line;
  const { [key]: _, ...rest } = line;
  return rest as TaskLine;
}

function added(ids: readonly Uuid[] = [], id: Uuid): Uuid[] {
  return ids.includes(id) ? [...ids] : [...ids, id];
}

function removed(ids: readonly Uuid[] = [], id: Uuid): Uuid[] {
  return ids.filter((other) => other !== id);
}

/** A key between two others; undefined stands for the end on that side. */
export function keyBetween(low: string | undefined, high: string | undefined): string {
  let key = "";
  for (let index = 0; ; index += 1) {
    const from = low === undefined ? 0 : digit(low, index, 0);
    const to = high === undefined ? digits.length : digit(high, index, digits.length);
    if (to - from > 1) return key + digits[(from + to) >> 1];
    key += digits[from];
    if (from !== to) return key + keyBetween(low?.slice(index + 1) ?? "", undefined);
  }
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";

function digit(key: string, index: number, past: number): number {
  const character = key[index];
  return character === undefined ? past : digits.indexOf(character);
}
