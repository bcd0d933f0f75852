import { Suspense } from "react";
import { later } from "../../parts/later";
import { Attachments } from "./Attachments";
import { Feed } from "./Feed";
import { Relations } from "./Relations";
import { SubTasks } from "./SubTasks";
import { Title } from "./Title";
import css from "./task.module.css";
import { useScene } from "./use-scene";

const DescriptionEditor = later(async () => {
  const [{ DescriptionEditor: editor }, { loadAutomerge }] = await Promise.all([
    import("../../editor/DescriptionEditor"),
    import("../../editor/automerge"),
  ]);
  // What it cannot do without, it asks for again, and says so.
  await loadAutomerge().catch(() => undefined);
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
