/**
 * A project's tasks as one screen shows them: filtered, in groups, each group in order. Made once
 * for a shape, then kept by changes: a change costs a binary search, never a walk over all tasks.
 */
import type { TaskLine, Uuid } from "../backend/types";
import { type Filter, type FilterSense, isFiltering, predicate } from "./filter";
import { type GroupHead, type Grouping, type GroupSense, groupHeads, groupKeys } from "./grouping";
import type { LineChange } from "./lines";
import { type Compare, compareBy, placeOf, type Sort } from "./order";

/** What the person chose to see. */
export interface Shape {
  grouping: Grouping;
  sort: Sort;
  filter: Filter;
}

export type Sense = GroupSense & FilterSense;

export interface Group extends GroupHead {
  /** In order; owned by the view, and changed in place. */
  readonly lines: TaskLine[];
  /** The sum of the estimates. */
  points: number;
}

export class View {
  readonly shape: Shape;
  readonly groups: readonly Group[];
  readonly isFiltering: boolean;
  /** How many tasks pass the filter; a task in two groups counts once. */
  shown = 0;

  readonly #byKey: ReadonlyMap<string, Group>;
  readonly #compare: Compare;
  readonly #passes: (line: TaskLine) => boolean;
  readonly #keysOf: (line: TaskLine) => readonly string[];

  constructor(lines: Iterable<TaskLine>, shape: Shape, sense: Sense) {
    this.shape = shape;
    this.isFiltering = isFiltering(shape.filter);
    this.groups = groupHeads(shape.grouping, sense).map((head) => ({
      ...head,
      lines: [],
      points: 0,
    }));
    this.#byKey = new Map(this.groups.map((group) => [group.key, group]));
    this.#compare = compareBy(shape.sort);
    this.#passes = predicate(shape.filter, sense);
    this.#keysOf = groupKeys(shape.grouping, new Set(this.#byKey.keys()), sense.person);
    for (const line of lines) {
      if (!this.#passes(line)) continue;
      this.shown += 1;
      for (const group of this.groupsOf(line)) {
        group.lines.push(line);
        group.points += line.estimate ?? 0;
      }
    }
    for (const group of this.groups) group.lines.sort(this.#compare);
  }

  /** Takes changes over; false when none of them shows. */
  apply(changes: readonly LineChange[]): boolean {
    let shows = false;
    for (const { before, after } of changes) {
      if (before !== undefined && this.#passes(before)) {
        this.#remove(before);
        shows = true;
      }
      if (after !== undefined && this.#passes(after)) {
        this.#insert(after);
        shows = true;
      }
    }
    return shows;
  }

  group(key: string): Group | undefined {
    return this.#byKey.get(key);
  }

  /** The groups that a line is in, if the view shows it. */
  groupsOf(line: TaskLine): Group[] {
    return this.#keysOf(line).flatMap((key) => this.#byKey.get(key) ?? []);
  }

  shows(line: TaskLine): boolean {
    return this.#passes(line);
  }

  /** Where a line stands in a group; -1: it is not there. */
  indexIn(group: Group, line: TaskLine): number {
    const index = placeOf(group.lines, line, this.#compare);
    return group.lines[index]?.id === line.id ? index : -1;
  }

  /** The index at which a line would stand among a group's. */
  placeIn(group: Group, line: TaskLine): number {
    return placeOf(group.lines, line, this.#compare);
  }

  #remove(line: TaskLine): void {
    this.shown -= 1;
    for (const group of this.groupsOf(line)) {
      const index = this.indexIn(group, line);
      if (index < 0) continue;
      group.lines.splice(index, 1);
      group.points -= line.estimate ?? 0;
    }
  }

  #insert(line: TaskLine): void {
    this.shown += 1;
    for (const group of this.groupsOf(line)) {
      group.lines.splice(placeOf(group.lines, line, this.#compare), 0, line);
      group.points += line.estimate ?? 0;
    }
  }
}

/** A line's place on the screen: a task that is in two groups stands in two places. */
export interface Spot {
  group: string;
  task: Uuid;
}
