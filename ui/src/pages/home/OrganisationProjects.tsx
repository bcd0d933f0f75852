import { Link } from "wouter";
import type { Organisation, Project } from "../../backend/types";
import { counted } from "../../parts/numbers";
import { OrganisationMark } from "../../parts/switcher/OrganisationMark";
import { ProjectMark } from "../../parts/switcher/ProjectMark";
import { paths } from "../../paths";
import css from "./Home.module.css";

interface Props {
  org: Organisation;
  projects: readonly Project[];
  /** The relay may have projects that are not here yet. */
  isFetching: boolean;
}

/** One organisation's projects, each with how much is in it. */
export function OrganisationProjects({ org, projects, isFetching }: Props) {
  const id = `org-${org.id}`;
  return (
    <section aria-labelledby={id} className={css.org}>
      <header className={css.head}>
        <h2 id={id}>{org.name}</h2>
        <OrganisationMark org={org} />
        <span className={css.links}>
          {org.relay === null ? (
            <Link href={paths.join(org.id)}>Share with a team</Link>
          ) : (
            <Link href={paths.members(org.id)}>{counted(org.members.length, "member")}</Link>
          )}
        </span>
      </header>
      {projects.length === 0 && isFetching ? (
        <p className={css.none} role="status">
          Fetching projects from the relay
        </p>
      ) : projects.length === 0 ? (
        <p className={css.none}>
          No projects yet. <Link href={paths.newProject(org.id)}>Create one</Link>
        </p>
      ) : (
        <ul className={css.list}>
          {projects.map((project) => (
            <li key={project.id}>
              <Link href={paths.project(project.id)} className={css.project}>
                <ProjectMark project={project} />
                <span className={css.name}>{project.name}</span>
                <span className={css.key}>{project.key}</span>
                <span className={css.count}>{counted(project.tasks, "task")}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
