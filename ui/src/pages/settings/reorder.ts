/** Changes to the ordered things of a project, each as one change and one step to undo. */
import type { FieldOption, ProjectCommand, Uuid } from "../../backend/types";
import { editProject } from "../../store/acts";
import { keysFor, moved, reordered } from "../../store/order-key";

/** Moves one of the things; `put` is the command that writes one. */
export function moveItem<T extends { id: string; order: string }>(
  project: Uuid,
  items: readonly T[],
  from: number,
  to: number,
  put: (item: T) => ProjectCommand,
): void {
  const id = items[from]?.id ?? "";
  const changes = reordered(moved(items, from, to), id);
  void editProject(project, asOne(changes.map(({ item, order }) => put({ ...item, order }))));
}

/**
 * Writes a field's options as given. Options come in order and without their keys, so all of them
 * get new ones.
 */
export function writeOptions(project: Uuid, field: Uuid, options: readonly FieldOption[]): void {
  const keys = keysFor(options.length);
  const commands = options.map(
    ({ id, name, color }, index): ProjectCommand => ({
      type: "put_option",
      field,
      id,
      name,
      color,
      order: keys[index] ?? "a0",
    }),
  );
  void editProject(project, asOne(commands));
}

function asOne(commands: ProjectCommand[]): ProjectCommand {
  const [first] = commands;
  return commands.length === 1 && first !== undefined ? first : { type: "batch", commands };
}
