/** Where things are on the board, by arithmetic: a drag asks this at every frame. */

import type { Point } from "../../parts/window/drag";
import { lines } from "../../store/open";
import type { Group, Spot, View } from "../../store/view";
import { boardPadding, cardGap, cardPitch, columnPitch } from "./sizes";

/** Where a card would be put. */
export interface Slot {
  column: number;
  group: Group;
  /** Among the group's other tasks. */
  index: number;
}

export function columnAt(x: number, board: DOMRect, scrollLeft: number, count: number): number {
  const column = Math.floor((x - board.left + scrollLeft - boardPadding) / columnPitch);
  return Math.max(0, Math.min(column, count - 1));
}

/** The slot under a point, given the column's scroller. Null: there it already is, or nothing. */
export function slotAt(
  point: Point,
  column: number,
  cards: HTMLElement,
  cardsTop: number,
  view: View,
  groups: readonly Group[],
  spot: Spot,
): Slot | null {
  const group = groups[column];
  if (group === undefined) return null;
  if (view.shape.sort !== "order") {
    return group.key === spot.group
      ? null
      : { column, group, index: sortedIndex(view, group, spot) };
  }
  const own = indexOf(view, group, spot);
  const others = group.lines.length - (own < 0 ? 0 : 1);
  const raw = Math.round((point.y - cardsTop + cards.scrollTop) / cardPitch);
  const gap = Math.max(0, Math.min(raw, group.lines.length));
  const index = Math.min(own >= 0 && own < gap ? gap - 1 : gap, others);
  return { column, group, index };
}

/** Where a slot's line is drawn, in pixels from the board's own corner. */
export function markOf(
  slot: Slot,
  view: View,
  cards: HTMLElement,
  cardsTop: number,
  boardScroll: number,
  spot: Spot,
): Point {
  const own = indexOf(view, slot.group, spot);
  const gap = own >= 0 && own < slot.index ? slot.index + 1 : slot.index;
  const low = cardsTop + 1;
  const high = cardsTop + cards.clientHeight - 4;
  const y = cardsTop + gap * cardPitch - cards.scrollTop - cardGap / 2 - 1;
  return {
    x: boardPadding + slot.column * columnPitch - boardScroll,
    y: Math.max(low, Math.min(y, high)),
  };
}

function indexOf(view: View, group: Group, spot: Spot): number {
  const line = lines.get(spot.task);
  return line !== undefined && spot.group === group.key ? view.indexIn(group, line) : -1;
}

function sortedIndex(view: View, group: Group, spot: Spot): number {
  const line = lines.get(spot.task);
  return line === undefined ? 0 : view.placeIn(group, line);
}
