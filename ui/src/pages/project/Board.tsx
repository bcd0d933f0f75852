import { useCallback, useRef } from "react";
import type { Uuid } from "../../backend/types";
import { keepPlace, type Place } from "../../parts/window/keep-place";
import { useOpenProject } from "../../store/hooks";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import { BoardColumn } from "./BoardColumn";
import css from "./board.module.css";
import { clickTask, pickFor } from "./clicks";
import { dragCard } from "./drag-card";
import { boardGroups } from "./focus";
import { useCarry } from "./use-carry";

export interface BoardProps {
  today: string;
  onOpen: (task: Uuid) => void;
  onAdd: (group: string) => void;
}

/** A project's tasks as cards in columns. */
export function Board({ today, onOpen, onAdd }: BoardProps): React.JSX.Element {
  const { version } = useOpenProject();
  const board = useRef<HTMLDivElement | null>(null);
  const mark = useRef<HTMLDivElement | null>(null);
  const place = useRef<Place>({ left: 0, top: 0 });
  const attach = useCallback((element: HTMLDivElement | null) => {
    board.current = element;
    return element === null ? undefined : keepPlace(element, place.current);
  }, []);
  const groups = boardGroups();
  const announced = useCarry(board, mark);

  const onClick = (event: React.MouseEvent): void => {
    const target = event.target as HTMLElement;
    const does = target.closest<HTMLElement>("[data-does]")?.dataset.does;
    const card = target.closest<HTMLElement>("[data-task]");
    if (does === "add") {
      onAdd(target.closest<HTMLElement>("[data-column]")?.dataset.column ?? "");
    } else if (card?.dataset.task !== undefined) {
      const spot = { task: card.dataset.task, group: card.dataset.group ?? "" };
      if (does === undefined) clickTask(spot, event, onOpen);
      else pickFor(spot, does, target);
    }
  };
  const onPointerDown = (event: React.PointerEvent): void => {
    const card = (event.target as HTMLElement).closest<HTMLElement>("[data-task]");
    if (card === null || board.current === null || mark.current === null) return;
    dragCard(event.nativeEvent, card, { board: board.current, mark: mark.current, groups });
  };
  return (
    <div className={css.frame}>
      <div
        ref={attach}
        className={css.board}
        data-board=""
        onClick={onClick}
        onPointerDown={onPointerDown}
      >
        {groups.map((group) => (
          <BoardColumn key={group.key} group={group} version={version} today={today} />
        ))}
      </div>
      <div ref={mark} className={css.mark} hidden />
      <VisuallyHidden>
        <p role="status">{announced}</p>
      </VisuallyHidden>
    </div>
  );
}
