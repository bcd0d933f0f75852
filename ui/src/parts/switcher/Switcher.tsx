import { useCurrent } from "./current";
import { OrganisationMenu } from "./OrganisationMenu";
import { ProjectList } from "./ProjectList";
import css from "./Switcher.module.css";

/** Where one is: the organisation, and its projects. */
export function Switcher() {
  const { org, projects } = useCurrent();
  return (
    <div className={css.switcher}>
      <OrganisationMenu org={org} />
      <ProjectList org={org} projects={projects} />
    </div>
  );
}
