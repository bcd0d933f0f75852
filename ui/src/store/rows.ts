/** A view as the rows of a list: heads of groups, and the tasks of those that are not collapsed. */
import type { TaskLine, Uuid } from "../backend/types";
import type { Group, Spot, View } from "./view";

export type Row =
  | { kind: "head"; group: Group; collapsed: boolean }
  | { kind: "task"; group: Group; line: TaskLine };

interface Section {
  group: Group;
  /** Index of the head among all rows. */
  start: number;
  collapsed: boolean;
}

export class Rows {
  readonly count: number;
  readonly sections: readonly Section[];
  readonly #view: View;
  readonly #heads: number;

  /** Groups without tasks have no row. Costs a step per group, not per task. */
  constructor(view: View, collapsed: ReadonlySet<string>) {
    this.#view = view;
    this.#heads = view.shape.grouping === "none" ? 0 : 1;
    const sections: Section[] = [];
    let start = 0;
    for (const group of view.groups) {
      if (group.lines.length === 0) continue;
      const isCollapsed = this.#heads > 0 && collapsed.has(group.key);
      sections.push({ group, start, collapsed: isCollapsed });
      start += this.#heads + (isCollapsed ? 0 : group.lines.length);
    }
    this.sections = sections;
    this.count = start;
  }

  at(index: number): Row | undefined {
    const section = this.sectionAt(index);
    if (section === undefined) return undefined;
    const { group, collapsed } = section;
    const offset = index - section.start - this.#heads;
    if (offset < 0) return { kind: "head", group, collapsed };
    const line = group.lines[offset];
    return line && { kind: "task", group, line };
  }

  /** The section that a row is in. */
  sectionAt(index: number): Section | undefined {
    if (index < 0 || index >= this.count) return undefined;
    return this.sections.findLast((section) => section.start <= index);
  }

  /** The row of a task; -1: it has none. */
  indexOf(spot: Spot, line: TaskLine | undefined): number {
    const section = this.sections.find(({ group }) => group.key === spot.group);
    if (section === undefined || section.collapsed || line === undefined) return -1;
    const index = this.#view.indexIn(section.group, line);
    return index < 0 ? -1 : section.start + this.#heads + index;
  }

  /** The nearest row with a task, looking in one direction first, then in the other. */
  taskNear(index: number, direction: 1 | -1): Spot | null {
    return this.#taskFrom(index, direction) ?? this.#taskFrom(index, direction === 1 ? -1 : 1);
  }

  /** The tasks of the rows from one index to another, both included. */
  between(from: number, to: number): Uuid[] {
    const ids: Uuid[] = [];
    for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
      const row = this.at(index);
      if (row?.kind === "task") ids.push(row.line.id);
    }
    return ids;
  }

  #taskFrom(index: number, direction: 1 | -1): Spot | null {
    for (let at = clamp(index, this.count - 1); at >= 0 && at < this.count; at += direction) {
      const row = this.at(at);
      if (row?.kind === "task") return { group: row.group.key, task: row.line.id };
    }
    return null;
  }
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(index, last));
}
