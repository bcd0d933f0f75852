/**
 * Order keys for the few things that the window places itself (states, fields, milestones). The
 * format is crdt-model's `order.rs`; tasks are placed by the backend.
 */
import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";

/** Free digits: people who insert at one place at one time should get different keys. */
const choices = 64;

/**
 * A key between the neighbours; null is an open end. Null is also the answer when there is no such
 * key: merging may give two things the same one.
 */
export function keyBetween(
  before: string | null,
  after: string | null,
  random: () => number = Math.random,
): string | null {
  if (before !== null && after !== null && before >= after) return null;
  const keys = generateNKeysBetween(before, after, choices);
  return keys[Math.floor(random() * choices)] ?? generateKeyBetween(before, after);
}

/** Fresh keys for all, in order: for neighbours that have the same one. */
export function keysFor(count: number): string[] {
  return generateNKeysBetween(null, null, count);
}

/** The list with one item moved. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Which items get which key so that `items` stand as given: the moved one, or all if need be. */
export function reordered<T extends { id: string; order: string }>(
  items: readonly T[],
  movedId: string,
): { item: T; order: string }[] {
  const index = items.findIndex(({ id }) => id === movedId);
  const item = items[index];
  if (item === undefined) return [];
  const key = keyBetween(items[index - 1]?.order ?? null, items[index + 1]?.order ?? null);
  if (key !== null) return [{ item, order: key }];
  const keys = keysFor(items.length);
  return items.map((each, at) => ({ item: each, order: keys[at] ?? each.order }));
}
