/** Changes to the ordered things of a project, each as one change and one step to undo. */
import type { FieldOption, ProjectCommand, Uuid } from "../../backend/types";
import { editProject } from "../../store/acts";
import { keyBetween, keysFor, moved, reordered } from "../../store/order-key";

interface Ordered<T> {
  put: (item: T) => void;
  /** The order of one that comes last. */
  atEnd: () => string;
  /** What a row's arrows do; none at the ends. */
  stepsOf: (index: number) => Record<"onUp" | "onDown", (() => void) | undefined>;
}

/** What is done to things that stand in an order of their own; `putting` writes one of them. */
export function ordered<T extends { id: string; order: string }>(
  project: Uuid,
  items: readonly T[],
  putting: (item: T) => ProjectCommand,
): Ordered<T> {
  const move = (from: number, to: number): void => {
    const changes = reordered(moved(items, from, to), items[from]?.id ?? "");
    void editProject(project, asOne(changes.map(({ item, order }) => putting({ ...item, order }))));
  };
  return {
    put: (item) => void editProject(project, putting(item)),
    atEnd: () => keyBetween(items.at(-1)?.order ?? null, null) ?? "a0",
    stepsOf: (index) => ({
      onUp: index > 0 ? () => move(index, index - 1) : undefined,
      onDown: index < items.length - 1 ? () => move(index, index + 1) : undefined,
    }),
  };
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
