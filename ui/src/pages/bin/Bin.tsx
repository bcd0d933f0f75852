import { useState } from "react";
import { door } from "../../backend/door";
import type { TaskLine } from "../../backend/types";
import { Loading } from "../../parts/Loading";
import { MissingProject } from "../../parts/MissingProject";
import { counted, grouped } from "../../parts/numbers";
import { Screen } from "../../parts/Screen";
import { useAnswer } from "../../parts/use-answer";
import { useNow } from "../../parts/use-now";
import { act } from "../../store/acts";
import { useOpenProject, useProject } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import css from "./Bin.module.css";
import { BinRow } from "./BinRow";

/** More rows are drawn when they are asked for. */
const page = 200;

/** The deleted tasks of a project. Nothing leaves the bin by itself. */
export default function Bin({ params: { project: id } }: { params: { project: string } }) {
  const project = useProject(id);
  const { version } = useOpenProject();
  const now = useNow();
  const [most, setMost] = useState(page);
  // Whoever deletes or restores a task changes the open project's lines.
  const [answer, again] = useAnswer(() => fetchBin(id), `${id} ${version}`);
  if (project === undefined) return <MissingProject />;

  const lines = answer.at === "ready" ? answer.value : [];
  const restore = (tasks: readonly TaskLine[]) =>
    void act(
      tasks.map((task) => task.id),
      { type: "restore" },
    ).then(again);
  return (
    <Screen
      title={`Bin of ${project.name}`}
      lead={
        lines.length > 0
          ? `${counted(lines.length, "deleted task")}. They stay here until you restore them.`
          : undefined
      }
      width="wide"
    >
      {answer.at === "loading" && <Loading label="deleted tasks" rows={6} />}
      {answer.at === "failed" && (
        <ErrorState
          title="The bin could not be read"
          body={answer.failure.words}
          action={<Button onClick={again}>Try again</Button>}
        />
      )}
      {answer.at === "ready" && lines.length === 0 && (
        <EmptyState
          icon="trash"
          title="The bin is empty"
          body="Deleted tasks come here, with everything on them, and can be restored."
        />
      )}
      {lines.length > 0 && (
        <ul className={css.list} aria-label="Deleted tasks">
          {lines.slice(0, most).map((line) => (
            <BinRow
              key={line.id}
              project={id}
              line={line}
              now={now}
              onRestore={() => restore([line])}
            />
          ))}
        </ul>
      )}
      {lines.length > most && (
        <Button className={css.more} onClick={() => setMost(most + page)}>
          Show more of {grouped(lines.length - most)}
        </Button>
      )}
    </Screen>
  );
}

/** What was deleted last comes first. */
async function fetchBin(project: string): Promise<TaskLine[]> {
  const { lines } = await door.openBin(project);
  return lines.sort((a, b) => (b.deleted_at ?? 0) - (a.deleted_at ?? 0));
}
