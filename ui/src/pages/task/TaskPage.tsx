import { useEffect, useId, useRef } from "react";
import type { Uuid } from "../../backend/types";
import { go } from "../../parts/go";
import { MissingProject } from "../../parts/MissingProject";
import { paths } from "../../paths";
import { useProject } from "../../store/hooks";
import { openProject } from "../../store/open";
import { Banners } from "./Banners";
import { Body } from "./Body";
import { Header } from "./Header";
import { HeadingOf } from "./HeadingOf";
import { Properties } from "./Properties";
import { TaskKeys } from "./TaskKeys";
import css from "./task.module.css";
import { Unseen } from "./Unseen";
import { useLooking } from "./use-looking";
import { SceneProvider, useSeen } from "./use-scene";

export interface TaskPageProps {
  project: Uuid;
  task: Uuid;
}

/** A task on a page of its own: the text in the middle, its properties at the side. */
export default function TaskPage(props: TaskPageProps): React.JSX.Element {
  const project = useProject(props.project);
  // The pickers and the sub-tasks are fed by the lines of the project.
  useEffect(() => void openProject(props.project), [props.project]);
  return project === undefined ? <MissingProject /> : <Page {...props} />;
}

function Page({ project, task }: TaskPageProps): React.JSX.Element {
  const root = useRef<HTMLElement>(null);
  const heading = useId();
  const seen = useSeen(project, task, 1);
  useLooking(project, task);
  const leave = (): void => go(paths.list(project));
  if (seen.at !== "ready") return <Unseen seen={seen} project={project} />;
  return (
    <SceneProvider value={seen.scene}>
      <section
        ref={root}
        className={css.page}
        aria-labelledby={heading}
        tabIndex={-1}
        data-shows={task}
      >
        <HeadingOf id={heading} />
        <Header project={seen.scene.project} />
        <div className={css.scroll} data-scroll="">
          <div className={css.sheet}>
            <div className={css.main}>
              <Banners />
              <Body />
            </div>
            <aside className={css.side} aria-label="Properties">
              <Properties />
            </aside>
          </div>
        </div>
        <TaskKeys root={root} onClose={leave} />
      </section>
    </SceneProvider>
  );
}
