import { useCallback, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Uuid } from "../../backend/types";
import { useFixedWindow } from "../../parts/window/use-fixed-window";
import { toggleCollapsed } from "../../store/display";
import { useOpenProject } from "../../store/hooks";
import { lines, opened } from "../../store/open";
import type { Rows } from "../../store/rows";
import { selection } from "../../store/selection";
import { clickTask, pickFor } from "./clicks";
import { dragRow } from "./drag-row";
import { GroupHead } from "./GroupHead";
import css from "./list.module.css";
import { rowHeight } from "./sizes";
import { TaskRow } from "./TaskRow";
import { headName, rowId } from "./words";

export interface TaskListProps {
  today: string;
  onOpen: (task: Uuid) => void;
  onAdd: (group: string) => void;
}

/** A project's tasks as rows. Only those near the screen are there. */
export function TaskList({ today, onOpen, onAdd }: TaskListProps): React.JSX.Element | null {
  const { rows } = useOpenProject();
  const focus = useStore(selection, (state) => state.focus);
  const scroller = useRef<HTMLDivElement | null>(null);
  const mark = useRef<HTMLDivElement | null>(null);
  const count = rows?.count ?? 0;
  const { attach, from, to } = useFixedWindow(count, rowHeight);
  const [topGroup, setTopGroup] = useState<string | undefined>();
  const attachBoth = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      if (element !== null) welcome(element);
      const onScroll = (): void => setTopGroup(groupAtTop(element));
      // Before the window moves: after it, reading the place would lay out what it has drawn.
      element?.addEventListener("scroll", onScroll, { passive: true });
      const detach = attach(element);
      return () => {
        detach?.();
        element?.removeEventListener("scroll", onScroll);
      };
    },
    [attach],
  );
  if (rows === null) return null;
  const at = focus === null ? -1 : rows.indexOf(focus, lines.get(focus.task));
  const active =
    focus !== null && at >= from && at < to ? rowId(focus.group, focus.task) : undefined;

  const onClick = (event: React.MouseEvent): void => {
    const target = event.target as HTMLElement;
    const does = target.closest<HTMLElement>("[data-does]")?.dataset.does;
    const head = target.closest<HTMLElement>("[data-group-head]")?.dataset.groupHead;
    if (head !== undefined) {
      if (does === "add") onAdd(head);
      else toggleCollapsed(head);
      return;
    }
    const row = target.closest<HTMLElement>("[data-task]");
    if (row?.dataset.task === undefined) return;
    const spot = { task: row.dataset.task, group: row.dataset.group ?? "" };
    if (does === undefined) clickTask(spot, event, onOpen);
    else pickFor(spot, does, target);
  };
  const onPointerDown = (event: React.PointerEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-task]");
    if (row === null || scroller.current === null || mark.current === null) return;
    dragRow(event.nativeEvent, row, scroller.current, mark.current);
  };
  const section = rows.sections.find(({ group }) => group.key === topGroup) ?? rows.sections[0];
  return (
    <div className={css.frame}>
      {section !== undefined && section.group.value.by !== "none" && (
        <div className={css.sticky} aria-hidden="true" onClick={onClick}>
          <GroupHead
            group={section.group}
            count={section.group.lines.length}
            points={section.group.points}
            collapsed={section.collapsed}
          />
        </div>
      )}
      <div
        ref={attachBoth}
        className={css.scroller}
        role="grid"
        aria-label="Tasks"
        aria-rowcount={count}
        aria-multiselectable="true"
        aria-activedescendant={active}
        tabIndex={0}
        data-tasks=""
        onClick={onClick}
        onPointerDown={onPointerDown}
      >
        <div
          className={css.canvas}
          role="presentation"
          style={{ blockSize: count * rowHeight, paddingBlockStart: from * rowHeight }}
        >
          {drawn(rows, from, to, today)}
          <div ref={mark} className={css.mark} role="presentation" hidden />
        </div>
      </div>
    </div>
  );
}

function drawn(rows: Rows, from: number, to: number, today: string): React.ReactNode[] {
  const elements: React.ReactNode[] = [];
  for (let index = from; index < to; index += 1) {
    const row = rows.at(index);
    if (row === undefined) break;
    const { group } = row;
    if (row.kind === "task") {
      elements.push(
        <TaskRow
          key={`${group.key} ${row.line.id}`}
          task={row.line.id}
          group={group.key}
          index={index}
          today={today}
        />,
      );
      continue;
    }
    elements.push(
      <div
        key={group.key}
        role="row"
        aria-rowindex={index + 1}
        aria-label={headName(row.group, row.collapsed)}
        className={css.headRow}
      >
        <span role="gridcell" className={css.headCell}>
          <GroupHead
            group={group}
            count={group.lines.length}
            points={group.points}
            collapsed={row.collapsed}
          />
        </span>
      </div>,
    );
  }
  return elements;
}

/** The group that the top edge cuts: the same for many rows, so that scrolling seldom draws. */
function groupAtTop(element: HTMLElement | null): string | undefined {
  const index = Math.floor((element?.scrollTop ?? 0) / rowHeight);
  return opened.getState().rows?.sectionAt(index)?.group.key;
}

/**
 * The list takes the keyboard if nothing else has it, or only the link that led here; the benchmark
 * reads when it was painted.
 */
function welcome(list: HTMLElement): void {
  const holder = document.activeElement;
  if (holder === document.body || holder?.matches("a[aria-current='page']")) {
    list.focus({ preventScroll: true });
  }
  requestAnimationFrame(() => performance.mark("aloft:list"));
}
