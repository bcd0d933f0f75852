import { Link, useLocation } from "wouter";
import type { TaskLine, Uuid } from "../../backend/types";
import { MemberAvatars } from "../../parts/task/MemberAvatar";
import { progressOf } from "../../parts/task/progress";
import { StateIcon } from "../../parts/task/StateIcon";
import { TaskKey } from "../../parts/task/TaskKey";
import { paths } from "../../paths";
import { sortedStates } from "../../store/grouping";
import { useLine } from "../../store/hooks";
import css from "./task.module.css";
import { useScene } from "./use-scene";

interface Props {
  line: TaskLine;
  /** At its end. */
  action?: React.ReactNode;
}

/** Another task, in a row; it opens where this one is open. */
export function TaskLink({ line: known, action }: Props): React.JSX.Element {
  const { project } = useScene();
  const [place] = useLocation();
  const line = useLine(known.id) ?? known;
  const states = sortedStates(project);
  const state = states.find(({ id }) => id === line.state);
  return (
    <li className={css.row}>
      <Link className={css.rowLink} href={besides(place, project.id, line.id)}>
        <StateIcon
          category={line.category ?? "backlog"}
          color={state?.color}
          progress={state === undefined ? 0 : progressOf(state, states)}
        />
        <span className={css.rowKey}>
          <TaskKey value={line.key} />
        </span>
        <span className={css.rowText} data-done={line.category === "completed" || undefined}>
          {line.title}
        </span>
        {line.assignees !== undefined && <MemberAvatars users={line.assignees} />}
      </Link>
      {action}
    </li>
  );
}

/** A panel stays a panel, beside what it is beside. */
function besides(place: string, project: Uuid, task: Uuid): string {
  if (/^\/project\/[^/]+\/board/.test(place)) return paths.board(project, task);
  if (/^\/project\/[^/]+\/list/.test(place)) return paths.list(project, task);
  return paths.task(project, task);
}
