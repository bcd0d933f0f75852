import { go } from "../../parts/go";
import { Screen } from "../../parts/Screen";
import { paths } from "../../paths";
import { useMe, useSync, useWorkspace } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import FirstRun from "../first-run/FirstRun";
import { OrganisationProjects } from "./OrganisationProjects";

/** All projects, by organisation; and the way in when there is none. */
export default function Home() {
  const { organisations, projects } = useWorkspace();
  const { account } = useMe();
  const { link, synced, local, fetching } = useSync();
  // After signing in, projects are on their way before anything of them is here.
  const isLooking = !synced && local === 0 && (link === "online" || link === "connecting");
  const isFetching = isLooking || fetching.length > 0;
  const isBare = organisations.length === 0 && projects.length === 0;
  if (isBare && account === null) return <FirstRun />;
  return (
    <Screen
      title="Projects"
      actions={
        <Button size="sm" icon="plus" onClick={() => go(paths.newProject())}>
          New project
        </Button>
      }
    >
      {isBare && account !== null && (
        <EmptyState
          icon="building"
          title="You are in no organisation yet"
          body={`Create a project, or ask somebody to add ${account.email} to theirs. It appears here by itself.`}
          action={<Button onClick={() => go(paths.newProject())}>New project</Button>}
        />
      )}
      {!isBare && projects.length === 0 && !isFetching && (
        <EmptyState
          icon="folder"
          title="No projects yet"
          body="A project has its own tasks, states and labels. It is on this machine as soon as it is made."
          action={<Button onClick={() => go(paths.newProject())}>New project</Button>}
        />
      )}
      {(projects.length > 0 || organisations.length > 1 || isFetching) &&
        organisations.map((org) => (
          <OrganisationProjects
            key={org.id}
            org={org}
            isFetching={isFetching && org.relay !== null}
            projects={projects.filter(({ org_id }) => org_id === org.id)}
          />
        ))}
    </Screen>
  );
}
