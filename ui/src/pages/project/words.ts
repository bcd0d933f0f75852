/** What a screen reader says of a task, and what tests find it by. */
import type { TaskLine } from "../../backend/types";
import { counted } from "../../parts/numbers";
import { priorityNames } from "../../store/grouping";
import { priorityOf } from "../../store/order";
import type { Group } from "../../store/view";
import type { ProjectSense } from "./sense";

export function accessibleName(line: TaskLine, { states }: ProjectSense): string {
  const state = line.state === undefined ? undefined : states.get(line.state)?.name;
  const priority = priorityOf(line);
  return [
    `${line.key} ${line.title}`,
    state ?? "no state",
    ...(priority === "none" ? [] : [`${priorityNames[priority].toLowerCase()} priority`]),
    ...(line.due === undefined ? [] : [`due ${line.due}`]),
    ...(line.conflicts ? ["has a conflict"] : []),
  ].join(", ");
}

export function rowId(group: string, task: string): string {
  return `task-${group}-${task}`;
}

export function headName({ name, lines }: Group, collapsed: boolean): string {
  const count = counted(lines.length, "task");
  return collapsed ? `${name}, ${count}, collapsed` : `${name}, ${count}`;
}
