/** What all rows and cards of a project need, made once per workspace and not once per row. */
import { createContext, useContext, useMemo } from "react";
import type { Label, Project, TaskLine, Uuid, WorkflowState } from "../../backend/types";
import { progressOf } from "../../parts/task/progress";
import { sortedStates } from "../../store/grouping";

export interface ProjectSense {
  states: ReadonlyMap<Uuid, WorkflowState & { progress: number }>;
  labels: ReadonlyMap<Uuid, Label>;
}

/** A task's labels by name: their ids come in any order. */
export function labelsOf({ labels = [] }: TaskLine, sense: ProjectSense): Label[] {
  const found = labels.flatMap((id) => sense.labels.get(id) ?? []);
  return found.length < 2 ? found : found.sort((a, b) => a.name.localeCompare(b.name, "en"));
}

const Sense = createContext<ProjectSense>({ states: new Map(), labels: new Map() });

export const SenseProvider = Sense.Provider;
export const useSense = (): ProjectSense => useContext(Sense);

export function useSenseOf(project: Project | undefined): ProjectSense {
  return useMemo(() => {
    if (project === undefined) return { states: new Map(), labels: new Map() };
    const states = sortedStates(project);
    return {
      states: new Map(
        states.map((state) => [state.id, { ...state, progress: progressOf(state, states) }]),
      ),
      labels: new Map(project.labels.map((label) => [label.id, label])),
    };
  }, [project]);
}
