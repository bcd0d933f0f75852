/** Dragging a card on the board, within its column and to others. */

import { beginDrag, edgePull } from "../../parts/window/drag";
import { dropInto } from "../../store/edits";
import { opened } from "../../store/open";
import { focusOn } from "../../store/selection";
import type { Group, Spot } from "../../store/view";
import { columnAt, markOf, type Slot, slotAt } from "./board-geometry";

export interface BoardElements {
  board: HTMLElement;
  mark: HTMLElement;
  groups: readonly Group[];
}

export function dragCard(event: PointerEvent, card: HTMLElement, elements: BoardElements): void {
  const { board, mark, groups } = elements;
  const spot: Spot = { task: card.dataset.task ?? "", group: card.dataset.group ?? "" };
  let box = board.getBoundingClientRect();
  let columns: HTMLElement[] = [];
  let cardsTop = 0;
  let slot: Slot | null = null;
  beginDrag(event, card, {
    lift: () => {
      box = board.getBoundingClientRect();
      columns = [...board.querySelectorAll<HTMLElement>("[data-cards]")];
      cardsTop = (columns[0]?.getBoundingClientRect().top ?? box.top) - box.top;
      focusOn(spot);
      card.dataset.held = "";
    },
    over: (point) => {
      const { view } = opened.getState();
      const sideways = edgePull(point.x, box.left, box.right);
      if (sideways !== 0) board.scrollLeft += sideways;
      const column = columnAt(point.x, box, board.scrollLeft, groups.length);
      const cards = columns[column];
      if (view === null || cards === undefined) return;
      const pull = edgePull(point.y, box.top + cardsTop, box.bottom - 48);
      if (pull !== 0) cards.scrollTop += pull;
      slot = slotAt(point, column, cards, box.top + cardsTop, view, groups, spot);
      showSlot(elements, slot, spot, cards, cardsTop);
    },
    drop: () => {
      if (slot !== null) dropInto(spot, slot.group, slot.index);
    },
    end: () => {
      mark.hidden = true;
      delete card.dataset.held;
    },
  });
}

/** Draws the line where the card would go. */
export function showSlot(
  { board, mark }: BoardElements,
  slot: Slot | null,
  spot: Spot,
  cards: HTMLElement,
  cardsTop: number,
): void {
  const { view } = opened.getState();
  mark.hidden = slot === null || view === null;
  if (slot === null || view === null) return;
  const { x, y } = markOf(slot, view, cards, cardsTop, board.scrollLeft, spot);
  mark.style.transform = `translate(${x}px, ${y}px)`;
}
