/** Brings the focused task into sight, in the list or on the board. */

import { reveal } from "../../parts/window/use-fixed-window";
import { lines, opened } from "../../store/open";
import type { Spot } from "../../store/view";
import { boardPadding, cardPitch, columnPitch, rowHeight } from "./sizes";

export function revealSpot(spot: Spot): void {
  const list = document.querySelector<HTMLElement>("[data-tasks]");
  if (list !== null) revealRow(list, spot);
  else revealCard(spot);
}

function revealRow(list: HTMLElement, spot: Spot): void {
  const index = opened.getState().rows?.indexOf(spot, lines.get(spot.task)) ?? -1;
  // The head of the group lies over the first row.
  if (index >= 0) reveal(list, index, rowHeight, rowHeight);
}

function revealCard(spot: Spot): void {
  const { view } = opened.getState();
  const group = view?.group(spot.group);
  const line = lines.get(spot.task);
  const cards = columnOf(spot.group);
  if (view === null || group === undefined || line === undefined || cards === null) return;
  reveal(cards, view.indexIn(group, line), cardPitch);
  const board = cards.closest<HTMLElement>("[data-board]");
  if (board !== null) revealColumn(board, columnsOf(board).indexOf(cards));
}

export function revealColumn(board: HTMLElement, column: number): void {
  const left = boardPadding + column * columnPitch;
  if (left - boardPadding < board.scrollLeft) board.scrollLeft = left - boardPadding;
  else if (left + columnPitch > board.scrollLeft + board.clientWidth) {
    board.scrollLeft = left + columnPitch - board.clientWidth;
  }
}

export function columnsOf(board: ParentNode): HTMLElement[] {
  return [...board.querySelectorAll<HTMLElement>("[data-cards]")];
}

/** The scroller of a group's cards. */
function columnOf(group: string): HTMLElement | null {
  return columnsOf(document).find(({ dataset }) => dataset.cards === group) ?? null;
}
