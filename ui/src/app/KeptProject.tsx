import { Activity, useMemo, useState } from "react";
import { useRoute } from "wouter";
import Project, { type ProjectProps } from "../pages/project/Project";
import { routes } from "../paths";

/**
 * A project's tasks. Left for another screen they stay as they are, out of sight and without
 * effects: to open a task takes no list apart, and who comes back is where they were in it.
 */
export function KeptProject(): React.JSX.Element | null {
  const shown = useShown();
  const [last, setLast] = useState(shown);
  if (shown !== null && !isSame(shown, last)) setLast(shown);
  const { project, layout } = shown ?? last ?? {};
  const task = shown?.task;
  // The same element as before is not drawn anew.
  const tasks = useMemo(
    () => project && layout && <Project project={project} task={task} layout={layout} />,
    [project, task, layout],
  );
  return tasks ? <Activity mode={shown === null ? "hidden" : "visible"}>{tasks}</Activity> : null;
}

/** What the path shows of a project, if it shows its tasks. */
function useShown(): ProjectProps | null {
  const [isList, list] = useRoute(routes.list);
  const [isBoard, board] = useRoute(routes.board);
  if (isList) return { project: list.project, task: list.task, layout: "list" };
  if (isBoard) return { project: board.project, task: board.task, layout: "board" };
  return null;
}

function isSame(a: ProjectProps, b: ProjectProps | null): boolean {
  return a.project === b?.project && a.task === b.task && a.layout === b.layout;
}
