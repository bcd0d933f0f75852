import { go } from "../../parts/go";
import { Screen } from "../../parts/Screen";
import { paths } from "../../paths";
import { useWorkspace } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import FirstRun from "../first-run/FirstRun";
import { OrganisationProjects } from "./OrganisationProjects";

/** All projects, by organisation; and the way in when there is none. */
export default function Home() {
  const { organisations, projects } = useWorkspace();
  if (organisations.length === 0 && projects.length === 0) return <FirstRun />;
  return (
    <Screen
      title="Projects"
      actions={
        <Button size="sm" icon="plus" onClick={() => go(paths.newProject())}>
          New project
        </Button>
      }
    >
      {projects.length === 0 && (
        <EmptyState
          icon="folder"
          title="No projects yet"
          body="A project has its own tasks, states and labels. It is on this machine as soon as it is made."
          action={<Button onClick={() => go(paths.newProject())}>New project</Button>}
        />
      )}
      {organisations.map((org) => (
        <OrganisationProjects
          key={org.id}
          org={org}
          projects={projects.filter(({ org_id }) => org_id === org.id)}
        />
      ))}
    </Screen>
  );
}
