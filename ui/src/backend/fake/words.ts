/** The words of an act, as the backend says them. */
import type { Member, Project, TaskCommand } from "../types";

export function labelOf(
  command: TaskCommand,
  count: number,
  project: Project,
  members: readonly Member[],
): string {
  const many = count === 1 ? "" : ` (${count} tasks)`;
  const state = (id: string | null): string =>
    project.states.find((each) => each.id === id)?.name ?? "no state";
  const label = (id: string): string => project.labels.find((each) => each.id === id)?.name ?? "";
  const person = (id: string): string =>
    members.find(({ user }) => user === id)?.name ?? "somebody";
  switch (command.type) {
    case "batch": {
      const [first] = command.commands;
      return first === undefined ? "Nothing changed" : labelOf(first, count, project, members);
    }
    case "set_state":
      return `Moved to ${state(command.state)}${many}`;
    case "set_title":
      return "Title changed";
    case "set_priority":
      return `Priority set to ${command.priority}${many}`;
    case "assign":
      return `Assigned to ${person(command.user)}${many}`;
    case "unassign":
      return `${person(command.user)} unassigned${many}`;
    case "add_label":
      return `Label ${label(command.label)} added${many}`;
    case "remove_label":
      return `Label ${label(command.label)} removed${many}`;
    case "set_due":
      return command.due === null ? `Due date removed${many}` : `Due date set${many}`;
    case "set_estimate":
      return command.estimate === null ? `Estimate removed${many}` : `Estimate set${many}`;
    case "delete":
      return count === 1 ? "Task deleted" : `${count} tasks deleted`;
    case "restore":
      return count === 1 ? "Task restored" : `${count} tasks restored`;
    default:
      return `Task changed${many}`;
  }
}
