import { useState } from "react";
import { door } from "../../backend/door";
import type { TaskLine } from "../../backend/types";
import { Answered } from "../../parts/Answered";
import { MissingProject } from "../../parts/MissingProject";
import { counted, grouped } from "../../parts/numbers";
import { Screen } from "../../parts/Screen";
import { useAnswer } from "../../parts/use-answer";
import { useNow } from "../../parts/use-now";
import { act } from "../../store/acts";
import { useOpenProject, useProject } from "../../store/hooks";
import { Button } from "../../ui/Button";
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
      <Answered
        answer={answer}
        again={again}
        label="deleted tasks"
        failed="The bin could not be read"
        empty={{
          icon: "trash",
          title: "The bin is empty",
          body: "Deleted tasks come here, with everything on them, and can be restored.",
        }}
      >
        {(deleted) => (
          <ul className={css.list} aria-label="Deleted tasks">
            {deleted.slice(0, most).map((line) => (
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
      </Answered>
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
