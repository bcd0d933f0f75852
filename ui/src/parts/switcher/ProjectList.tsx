import { useLocation } from "wouter";
import type { Organisation, Project } from "../../backend/types";
import { paths, projectIn } from "../../paths";
import { IconButton } from "../../ui/IconButton";
import { go } from "../go";
import { ProjectItem } from "./ProjectItem";
import css from "./Switcher.module.css";

interface Props {
  org: Organisation | undefined;
  projects: readonly Project[];
}

/** The projects of one organisation. */
export function ProjectList({ org, projects }: Props) {
  const [place] = useLocation();
  const here = projectIn(place);
  if (org === undefined) return null;
  return (
    <>
      <div className={css.head}>
        <h2 id="sidebar-projects">Projects</h2>
        <IconButton
          icon="plus"
          label="New project"
          size="sm"
          onClick={() => go(paths.newProject(org.id))}
        />
      </div>
      {projects.length === 0 && <p className={css.none}>No projects yet</p>}
      <ul className={css.list} aria-labelledby="sidebar-projects">
        {projects.map((project) => (
          <ProjectItem key={project.id} project={project} isHere={project.id === here} />
        ))}
      </ul>
    </>
  );
}
