import { type RefObject, useRef, useState } from "react";
import { type Action, useActions } from "../../parts/keys/keymap";
import { dropInto } from "../../store/edits";
import { lines, opened } from "../../store/open";
import { selection } from "../../store/selection";
import type { Spot } from "../../store/view";
import type { Slot } from "./board-geometry";
import { showSlot } from "./drag-card";
import { boardGroups, columnOf, indexOf, moveSideways } from "./focus";
import { columnsOf, revealColumn } from "./scroll";

interface Carry {
  spot: Spot;
  slot: Slot;
}

/**
 * Moving a card by keys: space takes it up, arrows choose the place, space puts it down, Escape
 * leaves it where it was. Answers with the words for a screen reader.
 */
export function useCarry(
  board: RefObject<HTMLElement | null>,
  mark: RefObject<HTMLElement | null>,
): string {
  const carry = useRef<Carry | null>(null);
  const [announced, announce] = useState("");

  const show = (next: Carry | null): void => {
    carry.current = next;
    if (board.current === null || mark.current === null) return;
    const groups = boardGroups();
    const columns = columnsOf(board.current);
    const cards = next === null ? undefined : columns[next.slot.column];
    if (next === null || cards === undefined) {
      mark.current.hidden = true;
      return;
    }
    revealColumn(board.current, next.slot.column);
    const top = cards.getBoundingClientRect().top - board.current.getBoundingClientRect().top;
    const elements = { board: board.current, mark: mark.current, groups };
    showSlot(elements, next.slot, next.spot, cards, top);
  };
  const lift = (): void => {
    const { focus } = selection.getState();
    if (focus === null) return;
    const groups = boardGroups();
    const column = columnOf(groups, focus);
    const group = groups[column];
    if (group === undefined) return;
    show({ spot: focus, slot: { column, group, index: indexOf(focus) } });
    announce(
      `${titleOf(focus)} taken up. Arrows choose the place, space puts it down, Escape cancels.`,
    );
  };
  const aim = (columns: number, rows: number): void => {
    if (carry.current === null) return;
    const { spot, slot } = carry.current;
    const groups = boardGroups();
    const column = Math.max(0, Math.min(slot.column + columns, groups.length - 1));
    const group = groups[column];
    if (group === undefined) return;
    const others = group.lines.length - (group.key === spot.group ? 1 : 0);
    const index = Math.max(0, Math.min(slot.index + rows, others));
    show({ spot, slot: { column, group, index } });
    const byHand = opened.getState().view?.shape.sort === "order";
    announce(byHand ? `${group.name}, place ${index + 1} of ${others + 1}` : group.name);
  };
  const drop = (): void => {
    if (carry.current === null) return;
    const { spot, slot } = carry.current;
    show(null);
    announce(`${titleOf(spot)} put into ${slot.group.name}`);
    if (slot.group.key === spot.group && slot.index === indexOf(spot)) return;
    dropInto(spot, slot.group, slot.index);
  };
  const cancel = (): void => {
    show(null);
    announce("Left where it was");
  };
  const held = (): boolean => carry.current !== null;
  const key = (id: string, keys: string, applies: () => boolean, run: () => void): Action => ({
    id,
    name: id,
    group: "View",
    keys: [keys],
    hidden: true,
    applies,
    run,
  });
  const actions = [
    key("carry-lift", "space", () => !held(), lift),
    key("carry-drop", "space", held, drop),
    key("carry-drop-enter", "enter", held, drop),
    key("carry-cancel", "escape", held, cancel),
    key("carry-up", "arrowup", held, () => aim(0, -1)),
    key("carry-down", "arrowdown", held, () => aim(0, 1)),
    key("carry-left", "arrowleft", held, () => aim(-1, 0)),
    key("carry-right", "arrowright", held, () => aim(1, 0)),
    key(
      "left",
      "arrowleft",
      () => !held(),
      () => void moveSideways(-1),
    ),
    key(
      "right",
      "arrowright",
      () => !held(),
      () => void moveSideways(1),
    ),
  ];
  useActions(actions, "mode");
  return announced;
}

function titleOf({ task }: Spot): string {
  return lines.get(task)?.title ?? "The task";
}
