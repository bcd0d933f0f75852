/** How tasks stand after each other. Every order ends in the order key and the id: it is total. */
import type { Priority, TaskLine } from "../backend/types";

export const sorts = ["order", "priority", "due", "updated", "created", "title", "number"] as const;
export type Sort = (typeof sorts)[number];

export type Compare = (a: TaskLine, b: TaskLine) => number;

export const priorities: readonly Priority[] = ["urgent", "high", "medium", "low", "none"];
const priorityRank = new Map(priorities.map((priority, rank) => [priority, rank]));

export function priorityOf(line: TaskLine): Priority {
  return line.priority ?? "none";
}

/** Order keys compare as strings, by code unit, as the model compares them. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const byOrder: Compare = (a, b) => compareText(a.order, b.order) || compareText(a.id, b.id);

const alphabet = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const first: Record<Sort, Compare> = {
  order: () => 0,
  priority: (a, b) => rankOf(a) - rankOf(b),
  due: (a, b) => compareText(a.due ?? "~", b.due ?? "~"),
  updated: (a, b) => b.updated_at - a.updated_at,
  created: (a, b) => b.created_at - a.created_at,
  title: (a, b) => alphabet.compare(a.title, b.title),
  number: (a, b) => numberOf(a) - numberOf(b),
};

const compares = new Map<Sort, Compare>(
  sorts.map((sort) => [
    sort,
    sort === "order" ? byOrder : (a, b) => first[sort](a, b) || byOrder(a, b),
  ]),
);

export function compareBy(sort: Sort): Compare {
  return compares.get(sort) ?? byOrder;
}

function rankOf(line: TaskLine): number {
  return priorityRank.get(priorityOf(line)) ?? priorities.length;
}

/** The number in `KEY-12`; tasks that the relay has not numbered yet come last. */
function numberOf(line: TaskLine): number {
  const number = Number(line.key.slice(line.key.lastIndexOf("-") + 1));
  return Number.isNaN(number) ? Number.MAX_SAFE_INTEGER : number;
}

/** Where `line` stands in a sorted array, or where it would be put. */
export function placeOf(sorted: readonly TaskLine[], line: TaskLine, compare: Compare): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, line) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
