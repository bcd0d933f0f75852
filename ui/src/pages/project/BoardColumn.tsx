import { memo, useCallback } from "react";
import { useStore } from "zustand";
import { grouped } from "../../parts/numbers";
import { pointsWords } from "../../parts/task/points";
import { useFixedWindow } from "../../parts/window/use-fixed-window";
import { focusOn, selection } from "../../store/selection";
import type { Group } from "../../store/view";
import { Icon } from "../../ui/Icon";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import css from "./board.module.css";
import { GroupIcon } from "./GroupIcon";
import { cardGap, cardPitch } from "./sizes";
import { TaskCard } from "./TaskCard";
import { rowId } from "./words";

export interface BoardColumnProps {
  group: Group;
  /** Goes up whenever the view changed: the group itself is changed in place. */
  version: number;
  today: string;
}

/** One group of the board. Only the cards near the screen are there. */
export const BoardColumn = memo(function BoardColumn({ group, today }: BoardColumnProps) {
  const count = group.lines.length;
  const { attach, from, to } = useFixedWindow(count, cardPitch);
  const focused = useStore(selection, ({ focus }) =>
    focus?.group === group.key ? focus.task : undefined,
  );
  const scroller = useCallback((element: HTMLDivElement | null) => attach(element), [attach]);
  // Tab into a column takes its first card that can be seen; the pointer takes what it presses.
  const enter = ({ currentTarget: column }: React.FocusEvent): void => {
    if (focused !== undefined || !column.matches(":focus-visible")) return;
    const first = group.lines[Math.ceil(column.scrollTop / cardPitch)];
    if (first !== undefined) focusOn({ task: first.id, group: group.key });
  };
  let isDrawn = false;
  const cards: React.ReactNode[] = [];
  for (let index = from; index < to; index += 1) {
    const line = group.lines[index];
    if (line === undefined) break;
    isDrawn ||= line.id === focused;
    cards.push(
      <TaskCard
        key={line.id}
        task={line.id}
        group={group.key}
        index={index}
        count={count}
        today={today}
      />,
    );
  }
  return (
    <section className={css.column} aria-label={group.name} role="group" data-column={group.key}>
      <header className={css.head}>
        <GroupIcon value={group.value} />
        <h2 className={css.name}>{group.name}</h2>
        <span className={css.count}>
          {grouped(count)}
          <VisuallyHidden>{count === 1 ? " task" : " tasks"}</VisuallyHidden>
        </span>
        {group.points > 0 && <span className={css.points}>{pointsWords(group.points)}</span>}
      </header>
      <div
        ref={scroller}
        className={css.scroller}
        role="listbox"
        aria-label={`${group.name}: tasks`}
        aria-multiselectable="true"
        aria-activedescendant={
          isDrawn && focused !== undefined ? rowId(group.key, focused) : undefined
        }
        tabIndex={0}
        data-cards={group.key}
        onFocus={enter}
      >
        <div
          className={css.canvas}
          role="presentation"
          style={{ blockSize: count * cardPitch + cardGap }}
        >
          {cards}
        </div>
      </div>
      <button
        type="button"
        className={css.add}
        data-does="add"
        aria-label={`New task in ${group.name}`}
      >
        <Icon name="plus" />
        New task
      </button>
    </section>
  );
});
