import { Suspense, useEffect } from "react";
import type { Uuid } from "../../backend/types";
import { go } from "../../parts/go";
import { later } from "../../parts/later";
import { MissingProject } from "../../parts/MissingProject";
import { openQuickCreate } from "../../parts/quick-create/open-quick-create";
import { paths } from "../../paths";
import { dayOf } from "../../store/filter";
import { useOpenProject, useProject } from "../../store/hooks";
import { openProject } from "../../store/open";
import { Button } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { Board } from "./Board";
import { beginningOf } from "./beginning";
import { NoTasks, NothingFound, Waiting } from "./empty";
import { FilterBar } from "./FilterBar";
import { Header } from "./Header";
import css from "./project.module.css";
import { SelectionBar } from "./SelectionBar";
import { SenseProvider, useSenseOf } from "./sense";
import { TaskList } from "./TaskList";
import { useTaskActions } from "./use-task-actions";

const TaskPanel = later(() => import("../task/TaskPanel"));

export interface ProjectProps {
  project: Uuid;
  /** The panel of this task is open. */
  task: Uuid | undefined;
  layout: "list" | "board";
}

/** A project's tasks, as a list or as a board, with the panel of one beside. */
export default function Project(props: ProjectProps): React.JSX.Element {
  const project = useProject(props.project);
  useEffect(() => void openProject(props.project), [props.project]);
  return project === undefined ? <MissingProject /> : <Opened {...props} />;
}

function Opened({ project: id, task, layout }: ProjectProps): React.JSX.Element | null {
  const project = useProject(id);
  const open = (to: Uuid | undefined): void => go(paths[layout](id, to));
  useTaskActions({ project: id, task, layout, open });
  const sense = useSenseOf(project);
  if (project === undefined) return null;
  return (
    <SenseProvider value={sense}>
      <div className={css.page}>
        <div className={css.tasks}>
          <Header project={project} layout={layout} />
          <FilterBar project={project} />
          <Tasks layout={layout} onOpen={open} />
          <SelectionBar />
        </div>
        {task !== undefined && (
          <aside className={css.panel} aria-label="Task">
            <Suspense fallback={null}>
              <TaskPanel
                key={task}
                project={id}
                task={task}
                onClose={() => open(undefined)}
                onExpand={() => go(paths.task(id, task))}
              />
            </Suspense>
          </aside>
        )}
      </div>
    </SenseProvider>
  );
}

interface TasksProps {
  layout: "list" | "board";
  onOpen: (task: Uuid) => void;
}

function Tasks({ layout, onOpen }: TasksProps): React.JSX.Element | null {
  const { at, failure, project, view, rows } = useOpenProject();
  const today = dayOf(new Date());
  if (at === "failed") return <CannotRead project={project} words={failure?.words ?? ""} />;
  if (at !== "ready" || view === null || rows === null) return <Waiting />;
  const add = (group: string): void => openQuickCreate(beginningOf(view.group(group)));
  if (view.shown === 0) return view.isFiltering ? <NothingFound /> : <NoTasks />;
  return layout === "list" ? (
    <TaskList today={today} onOpen={onOpen} onAdd={add} />
  ) : (
    <Board today={today} onOpen={onOpen} onAdd={add} />
  );
}

function CannotRead({
  project,
  words,
}: {
  project: Uuid | null;
  words: string;
}): React.JSX.Element {
  const again = (): void => {
    if (project !== null) void openProject(project);
  };
  return (
    <ErrorState
      title="This project cannot be read"
      body={`${words} Its tasks are still on this machine.`}
      action={<Button onClick={again}>Try again</Button>}
    />
  );
}
