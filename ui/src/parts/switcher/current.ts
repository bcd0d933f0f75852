/** Which organisation the sidebar shows: that of the place, else the one that was chosen last. */
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Organisation, Project, Uuid, Workspace } from "../../backend/types";
import { projectIn } from "../../paths";
import { useWorkspace } from "../../store/hooks";

const chosen = createStore<{ org: Uuid | null }>()(() => ({ org: null }));

export function chooseOrganisation(org: Uuid): void {
  chosen.setState({ org });
}

export function currentOrganisation(
  { organisations, projects }: Workspace,
  place: string,
  last: Uuid | null,
): Organisation | undefined {
  const project = projects.find(({ id }) => id === projectIn(place));
  const named = /^\/organisations\/([^/?]+)/.exec(place)?.[1];
  const wanted = [project?.org_id, named, last];
  for (const id of wanted) {
    const org = organisations.find((each) => each.id === id);
    if (org !== undefined) return org;
  }
  return organisations[0];
}

export interface Current {
  org: Organisation | undefined;
  projects: readonly Project[];
}

export function useCurrent(): Current {
  const workspace = useWorkspace();
  const [place] = useLocation();
  const last = useStore(chosen, ({ org }) => org);
  const org = currentOrganisation(workspace, place, last);
  return { org, projects: workspace.projects.filter(({ org_id }) => org_id === org?.id) };
}
