import { useId, useRef } from "react";
import type { Uuid } from "../../backend/types";
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

export interface TaskPanelProps {
  project: Uuid;
  task: Uuid;
  onClose: () => void;
  onExpand: () => void;
}

/** A task beside the list or the board. */
export default function TaskPanel(props: TaskPanelProps): React.JSX.Element {
  const { project, task, onClose, onExpand } = props;
  const root = useRef<HTMLElement>(null);
  const heading = useId();
  const seen = useSeen(project, task, 2);
  useLooking(project, task);
  if (seen.at !== "ready") return <Unseen seen={seen} project={project} onClose={onClose} />;
  return (
    <SceneProvider value={seen.scene}>
      <section
        ref={root}
        className={css.panel}
        aria-labelledby={heading}
        tabIndex={-1}
        data-shows={task}
      >
        <HeadingOf id={heading} />
        <Header onExpand={onExpand} onClose={onClose} />
        <div className={css.scroll} data-scroll="">
          <div className={css.column}>
            <Banners />
            <Body properties={<Properties />} />
          </div>
        </div>
        <TaskKeys root={root} within onClose={onClose} />
      </section>
    </SceneProvider>
  );
}
