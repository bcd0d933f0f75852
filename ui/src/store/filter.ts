/** Which tasks a view shows. An empty filter shows all; the parts are joined by "and". */
import type { Priority, StateCategory, TaskLine, Uuid } from "../backend/types";
import { priorityOf } from "./order";

export const dueRanges = ["overdue", "today", "week", "none"] as const;
export type DueRange = (typeof dueRanges)[number];

export interface Filter {
  categories: readonly StateCategory[];
  /** `null` stands for nobody. */
  assignees: readonly (Uuid | null)[];
  /** `null` stands for no label. */
  labels: readonly (Uuid | null)[];
  priorities: readonly Priority[];
  due: DueRange | null;
  conflicted: boolean;
  text: string;
}

export const noFilter: Filter = {
  categories: [],
  assignees: [],
  labels: [],
  priorities: [],
  due: null,
  conflicted: false,
  text: "",
};

export function isFiltering(filter: Filter): boolean {
  return (
    filter.categories.length +
      filter.assignees.length +
      filter.labels.length +
      filter.priorities.length >
      0 ||
    filter.due !== null ||
    filter.conflicted ||
    filter.text.trim() !== ""
  );
}

export interface FilterSense {
  /** A day as YYYY-MM-DD, in the person's time zone. */
  today: string;
  /** The member behind any of their ids. */
  person: (id: Uuid) => Uuid;
}

/** The filter as a predicate, made once and asked for every line. */
export function predicate(filter: Filter, sense: FilterSense): (line: TaskLine) => boolean {
  const tests: ((line: TaskLine) => boolean)[] = [];
  if (filter.categories.length > 0) {
    const wanted = new Set(filter.categories);
    tests.push((line) => wanted.has(line.category ?? "backlog"));
  }
  if (filter.assignees.length > 0) {
    const wanted = new Set(filter.assignees);
    tests.push((line) => hasOne(wanted, line.assignees?.map(sense.person)));
  }
  if (filter.labels.length > 0) {
    const wanted = new Set(filter.labels);
    tests.push((line) => hasOne(wanted, line.labels));
  }
  if (filter.priorities.length > 0) {
    const wanted = new Set(filter.priorities);
    tests.push((line) => wanted.has(priorityOf(line)));
  }
  if (filter.due !== null) tests.push(dueTest(filter.due, sense.today));
  if (filter.conflicted) tests.push((line) => (line.conflicts ?? 0) > 0);
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) {
    tests.push((line) => {
      const text = `${line.key} ${line.title}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }
  return (line) => tests.every((test) => test(line));
}

function hasOne(wanted: ReadonlySet<Uuid | null>, ids: readonly Uuid[] = []): boolean {
  return ids.length === 0 ? wanted.has(null) : ids.some((id) => wanted.has(id));
}

function dueTest(range: DueRange, today: string): (line: TaskLine) => boolean {
  const weekEnd = addDays(today, 7);
  switch (range) {
    case "overdue":
      return (line) => line.due !== undefined && line.due < today && isOpen(line);
    case "today":
      return (line) => line.due === today;
    case "week":
      return (line) => line.due !== undefined && line.due >= today && line.due < weekEnd;
    case "none":
      return (line) => line.due === undefined;
  }
}

/** Neither completed nor canceled. */
export function isOpen(line: TaskLine): boolean {
  return line.category !== "completed" && line.category !== "canceled";
}

/** Calendar days, without time zones: YYYY-MM-DD in and out. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The day that `now` is in, in the person's time zone. */
export function dayOf(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
