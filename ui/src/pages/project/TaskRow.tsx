import { memo } from "react";
import type { TaskLine, Uuid } from "../../backend/types";
import { DueText } from "../../parts/task/DueText";
import { EstimateChip } from "../../parts/task/EstimateChip";
import { LabelChip } from "../../parts/task/LabelChip";
import { MemberAvatars } from "../../parts/task/MemberAvatar";
import { PresenceDots } from "../../parts/task/PresenceDots";
import { PriorityIcon } from "../../parts/task/PriorityIcon";
import { StateIcon } from "../../parts/task/StateIcon";
import { TaskKey } from "../../parts/task/TaskKey";
import { isOpen } from "../../store/filter";
import { useIsFocused, useIsSelected, useLine } from "../../store/hooks";
import { priorityOf } from "../../store/order";
import { Icon } from "../../ui/Icon";
import css from "./row.module.css";
import { labelsOf, type ProjectSense, useSense } from "./sense";
import { accessibleName, rowId } from "./words";

export interface TaskRowProps {
  task: Uuid;
  group: string;
  /** Among all rows. */
  index: number;
  today: string;
}

const mostLabels = 3;

/**
 * One task in the list. It holds no handlers and no popovers: the list hears all events, and the
 * `data-` attributes say what was meant. When a row elsewhere comes or goes only this frame is
 * drawn anew, with another index: the cells know nothing of their place.
 */
export const TaskRow = memo(function TaskRow({ task, group, index, today }: TaskRowProps) {
  const line = useLine(task);
  const focused = useIsFocused(group, task);
  const selected = useIsSelected(task);
  const sense = useSense();
  if (line === undefined) return null;
  return (
    <div
      role="row"
      id={rowId(group, task)}
      className={css.row}
      aria-label={accessibleName(line, sense)}
      aria-rowindex={index + 1}
      aria-selected={selected}
      data-task={task}
      data-group={group}
      data-focused={focused || undefined}
    >
      <Cells line={line} sense={sense} today={today} />
    </div>
  );
});

interface CellsProps {
  line: TaskLine;
  sense: ProjectSense;
  today: string;
}

const Cells = memo(function Cells({ line, sense, today }: CellsProps) {
  const state = line.state === undefined ? undefined : sense.states.get(line.state);
  const labels = labelsOf(line, sense);
  return (
    <>
      <span role="gridcell" className={css.lead}>
        <span className={css.check} data-does="select" aria-hidden="true" />
        <span className={css.icon} data-does="priority" title="Priority (P)">
          <PriorityIcon priority={priorityOf(line)} />
        </span>
        <span className={css.key}>
          <TaskKey value={line.key} />
        </span>
        <span className={css.icon} data-does="state" title={`${state?.name ?? "No state"} (S)`}>
          <StateIcon
            category={line.category ?? "backlog"}
            color={state?.color}
            progress={state?.progress ?? 0.5}
          />
        </span>
      </span>
      <span role="gridcell" className={css.title}>
        {line.title}
      </span>
      <span role="gridcell" className={css.rest}>
        {line.conflicts !== undefined && line.conflicts > 0 && (
          <span className={css.conflict} title="Concurrent edits: choose a value">
            <Icon name="conflict" />
            <span data-name="">Conflict</span>
          </span>
        )}
        <PresenceDots task={line.id} />
        {labels.length > 0 && (
          <span className={css.labels} data-does="label">
            {labels.slice(0, mostLabels).map((label) => (
              <LabelChip key={label.id} label={label} />
            ))}
            {labels.length > mostLabels && (
              <span className={css.faint}>+{labels.length - mostLabels}</span>
            )}
          </span>
        )}
        {line.comments !== undefined && line.comments > 0 && (
          <span className={css.faint} title={`${line.comments} comments`}>
            <Icon name="comment" />
            {line.comments}
          </span>
        )}
        {line.due !== undefined && (
          <span className={css.due} data-does="due">
            <DueText due={line.due} today={today} settled={!isOpen(line)} />
          </span>
        )}
        {line.estimate !== undefined && (
          <span className={css.points} data-does="estimate">
            <EstimateChip points={line.estimate} />
          </span>
        )}
        <span className={css.people} data-does="assignee" title="Assignees (A)">
          {line.assignees !== undefined && line.assignees.length > 0 ? (
            <MemberAvatars users={line.assignees} />
          ) : (
            <span className={css.nobody} aria-hidden="true" />
          )}
        </span>
      </span>
    </>
  );
});
