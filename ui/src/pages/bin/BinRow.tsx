import { Link } from "wouter";
import type { TaskLine } from "../../backend/types";
import { ago, exact } from "../../parts/ago";
import { TaskKey } from "../../parts/task/TaskKey";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import css from "./Bin.module.css";

interface Props {
  project: string;
  line: TaskLine;
  now: number;
  onRestore: () => void;
}

/** One deleted task. */
export function BinRow({ project, line, now, onRestore }: Props) {
  const at = line.deleted_at ?? line.updated_at;
  return (
    <li className={css.row}>
      <TaskKey value={line.key} />
      <Link className={css.title ?? ""} href={paths.task(project, line.id)}>
        {line.title}
      </Link>
      <time className={css.at} dateTime={new Date(at).toISOString()} title={exact(at)}>
        Deleted {ago(at, now)}
      </time>
      <Button size="sm" aria-label={`Restore ${line.key}`} onClick={onRestore}>
        Restore
      </Button>
    </li>
  );
}
