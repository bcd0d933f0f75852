import { memo } from "react";
import type { Uuid } from "../../backend/types";
import { DueText } from "../../parts/task/DueText";
import { EstimateChip } from "../../parts/task/EstimateChip";
import { LabelChip } from "../../parts/task/LabelChip";
import { MemberAvatars } from "../../parts/task/MemberAvatar";
import { PresenceDots } from "../../parts/task/PresenceDots";
import { PriorityIcon } from "../../parts/task/PriorityIcon";
import { StateIcon } from "../../parts/task/StateIcon";
import { TaskKey } from "../../parts/task/TaskKey";
import { isOpen } from "../../store/filter";
import { priorityNames } from "../../store/grouping";
import { useIsFocused, useIsSelected, useLine } from "../../store/hooks";
import { priorityOf } from "../../store/order";
import { Icon } from "../../ui/Icon";
import css from "./card.module.css";
import { namedLabels } from "./card-room";
import { labelsOf, useSense } from "./sense";
import { cardPitch } from "./sizes";
import { rowId } from "./words";

export interface TaskCardProps {
  task: Uuid;
  group: string;
  /** In its column. */
  index: number;
  count: number;
  today: string;
}

const mostLabels = 3;

/** One task on the board. Like a row, it holds no handlers: the board hears all events. */
export const TaskCard = memo(function TaskCard({
  task,
  group,
  index,
  count,
  today,
}: TaskCardProps) {
  const line = useLine(task);
  const focused = useIsFocused(group, task);
  const selected = useIsSelected(task);
  const sense = useSense();
  if (line === undefined) return null;
  const state = line.state === undefined ? undefined : sense.states.get(line.state);
  const labels = labelsOf(line, sense);
  const named = namedLabels(line, labels.slice(0, mostLabels));
  const priority = priorityOf(line);
  return (
    <div
      role="option"
      id={rowId(group, task)}
      className={css.card}
      style={{ transform: `translateY(${index * cardPitch}px)` }}
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      data-task={task}
      data-group={group}
      data-focused={focused || undefined}
    >
      <span className={css.top}>
        {/* The space is for those who hear the card: its lines are one name to them. */}
        <TaskKey value={line.key} />{" "}
      </span>
      <span className={css.title}>
        <span className={css.icon} data-does="state" title={state?.name ?? "No state"}>
          <StateIcon
            category={line.category ?? "backlog"}
            color={state?.color}
            progress={state?.progress ?? 0.5}
          />{" "}
        </span>
        <span className={css.words}>{line.title}</span>
      </span>
      <span className={css.foot}>
        {priority !== "none" && (
          <span className={css.box} data-does="priority">
            <PriorityIcon priority={priority} label={`${priorityNames[priority]} priority`} />
          </span>
        )}
        {line.estimate !== undefined && (
          <span data-does="estimate">
            <EstimateChip points={line.estimate} />
          </span>
        )}
        {line.due !== undefined && (
          <span className={css.box} data-does="due">
            <DueText due={line.due} today={today} settled={!isOpen(line)} />
          </span>
        )}
        {labels.slice(0, mostLabels).map((label, at) => (
          <LabelChip key={label.id} label={label} isBare={at >= named} />
        ))}
        {labels.length > mostLabels && (
          <span className={css.faint}>+{labels.length - mostLabels}</span>
        )}
        {line.comments !== undefined && line.comments > 0 && (
          <span className={css.faint}>
            <Icon name="comment" />
            {line.comments}
          </span>
        )}
      </span>
      <span className={css.corner}>
        <PresenceDots task={task} />
        {line.conflicts !== undefined && line.conflicts > 0 && (
          <span className={css.conflict} title="Concurrent edits: choose a value">
            <Icon name="conflict" label="Conflict" />
          </span>
        )}
        {line.assignees !== undefined && (
          <span data-does="assignee">
            <MemberAvatars users={line.assignees} />
          </span>
        )}
      </span>
    </div>
  );
});
