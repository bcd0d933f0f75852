import { useCurrent } from "./current";
import { OrganisationMenu } from "./OrganisationMenu";
import { ProjectList } from "./ProjectList";
import css from "./Switcher.module.css";

/** The top of the sidebar: in which organisation one is. */
export function OrganisationSwitcher() {
  const { org } = useCurrent();
  return <OrganisationMenu org={org} />;
}

/** The middle of the sidebar: that organisation's projects. */
export function Projects() {
  const { org, projects } = useCurrent();
  return (
    <div className={css.projects}>
      <ProjectList org={org} projects={projects} />
    </div>
  );
}
