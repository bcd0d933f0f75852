import { lazy, Suspense } from "react";
import { Attachments } from "./Attachments";
import { Feed } from "./Feed";
import { Relations } from "./Relations";
import { SubTasks } from "./SubTasks";
import { Title } from "./Title";
import css from "./task.module.css";
import { useScene } from "./use-scene";

const DescriptionEditor = lazy(async () => {
  const { DescriptionEditor: editor } = await import("../../editor/DescriptionEditor");
  return { default: editor };
});

/** What a task says, from its title to the talk about it. */
export function Body({ properties }: { properties?: React.ReactNode }): React.JSX.Element {
  const { project, task, detail } = useScene();
  return (
    <>
      <Title />
      {properties}
      <Suspense fallback={<p className={css.plain}>{detail?.description}</p>}>
        <DescriptionEditor project={project.id} task={task} />
      </Suspense>
      <SubTasks />
      <Relations />
      <Attachments />
      <Feed />
    </>
  );
}
