import { useMemo, useState } from "react";
import type { Project, TaskLine, Uuid } from "../../backend/types";
import { grouped } from "../../parts/numbers";
import { createTask } from "../../store/acts";
import { sortedStates } from "../../store/grouping";
import { useOpenProject } from "../../store/hooks";
import { lines } from "../../store/open";
import { byOrder } from "../../store/order";
import { Button } from "../../ui/Button";
import { Section } from "./Section";
import { TaskLink } from "./TaskLink";
import css from "./task.module.css";
import { useScene } from "./use-scene";

/** The tasks that this one is made of. */
export function SubTasks(): React.JSX.Element {
  const [adding, setAdding] = useState(false);
  const children = useChildren();
  const done = children.filter(({ category }) => category === "completed").length;
  return (
    <Section
      title="Sub-tasks"
      note={children.length > 0 ? `${grouped(done)} of ${grouped(children.length)}` : undefined}
      action={
        <Button size="sm" variant="ghost" icon="plus" onClick={() => setAdding(true)}>
          Add sub-task
        </Button>
      }
    >
      {children.length > 0 && (
        <ul>
          {children.map((line) => (
            <TaskLink key={line.id} line={line} />
          ))}
        </ul>
      )}
      {adding && <NewSubTask onClose={() => setAdding(false)} />}
    </Section>
  );
}

/** From the lines of the open project, which are always true; else as they were read. */
function useChildren(): TaskLine[] {
  const { task, project, detail } = useScene();
  const { project: opened, at, version } = useOpenProject();
  const read = detail?.children;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says that lines changed
  return useMemo(() => {
    if (opened !== project.id || at !== "ready") return read ?? [];
    return lines.childrenOf(task).sort(byOrder);
  }, [opened, project.id, at, version, task, read]);
}

/** A title and Enter; the field stays for the next one. */
function NewSubTask({ onClose }: { onClose: () => void }): React.JSX.Element {
  const { task, project } = useScene();
  const [title, setTitle] = useState("");
  const add = async (): Promise<void> => {
    const words = title.trim();
    if (words === "") return;
    setTitle("");
    const created = await createTask(project.id, partOf(task, words, project));
    // What could not be created is not lost.
    if (created === null) setTitle(words);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      void add();
    } else if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <input
      className={css.newRow}
      aria-label="Title of the sub-task"
      placeholder="Title, then Enter"
      autoComplete="off"
      autoFocus
      value={title}
      onChange={(event) => setTitle(event.target.value)}
      onBlur={() => title.trim() === "" && onClose()}
      onKeyDown={onKeyDown}
    />
  );
}

function partOf(parent: Uuid, title: string, project: Project): Parameters<typeof createTask>[1] {
  const states = sortedStates(project);
  const first = states.find(({ category }) => category === "unstarted") ?? states[0];
  return {
    title,
    parent,
    state: first?.id ?? null,
    priority: "none",
    assignees: [],
    labels: [],
    start: null,
    due: null,
    estimate: null,
  };
}
