import type { Project } from "../../backend/types";
import { hueOf } from "./hue";
import css from "./ProjectMark.module.css";

/** The first letter of a project's key on its colour: found at a glance among others. */
export function ProjectMark({ project }: { project: Project }) {
  const style = { "--hue": hueOf(project.id) } as React.CSSProperties;
  return (
    <span className={css.mark} style={style} aria-hidden="true">
      {project.key.slice(0, 1)}
    </span>
  );
}
