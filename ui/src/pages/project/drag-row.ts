/** Dragging a row of the list: between rows of its own order, or into another group. */

import { beginDrag, edgePull, type Point } from "../../parts/window/drag";
import { dropInto } from "../../store/edits";
import { lines, opened } from "../../store/open";
import { focusOn } from "../../store/selection";
import type { Group, Spot } from "../../store/view";
import { rowHeight } from "./sizes";

interface Place {
  group: Group;
  /** Among the group's other tasks. */
  index: number;
  /** Where to draw it, in rows from the top of the list. */
  row: number;
}

/** `mark` is an element in the list's canvas that shows where the row would go. */
export function dragRow(
  event: PointerEvent,
  row: HTMLElement,
  scroller: HTMLElement,
  mark: HTMLElement,
): void {
  const spot: Spot = { task: row.dataset.task ?? "", group: row.dataset.group ?? "" };
  let box = scroller.getBoundingClientRect();
  let place: Place | null = null;
  beginDrag(event, row, {
    lift: () => {
      box = scroller.getBoundingClientRect();
      focusOn(spot);
      row.dataset.held = "";
    },
    over: (point) => {
      const pull = edgePull(point.y, box.top, box.bottom);
      if (pull !== 0) scroller.scrollTop += pull;
      place = placeAt(point, box, scroller.scrollTop, spot);
      show(mark, place);
    },
    drop: () => {
      if (place !== null) dropInto(spot, place.group, place.index);
    },
    end: () => {
      show(mark, null);
      delete row.dataset.held;
    },
  });
}

function placeAt(point: Point, box: DOMRect, scrollTop: number, spot: Spot): Place | null {
  const { rows, view } = opened.getState();
  if (rows === null || view === null || rows.count === 0) return null;
  if (point.x < box.left || point.x > box.right) return null;
  const exact = (point.y - box.top + scrollTop) / rowHeight;
  const at = Math.max(0, Math.min(Math.round(exact), rows.count));
  const section = rows.sectionAt(Math.max(0, Math.min(Math.floor(exact), rows.count - 1)));
  if (section === undefined) return null;
  const { group, start } = section;
  const heads = group.value.by === "none" ? 0 : 1;
  const index = Math.max(0, Math.min(at - start - heads, group.lines.length));
  const own = view.shape.sort === "order";
  if (!own && group.key === spot.group) return null;
  const line = lines.get(spot.task);
  const ownIndex = line !== undefined && group.key === spot.group ? view.indexIn(group, line) : -1;
  return {
    group,
    // The dragged row itself does not count among those that it is put between.
    index: ownIndex >= 0 && ownIndex < index ? index - 1 : index,
    row: own && !section.collapsed ? start + heads + index : start,
  };
}

function show(mark: HTMLElement, place: Place | null): void {
  mark.hidden = place === null;
  if (place === null) return;
  mark.toggleAttribute("data-into", opened.getState().view?.shape.sort !== "order");
  mark.style.transform = `translateY(${place.row * rowHeight}px)`;
}
