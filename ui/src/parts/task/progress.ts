import type { WorkflowState } from "../../backend/types";

/** How far along a started state is among the project's started states: 0 to 1. */
export function progressOf(state: WorkflowState, sorted: readonly WorkflowState[]): number {
  const started = sorted.filter(({ category }) => category === "started");
  const index = started.findIndex(({ id }) => id === state.id);
  return (index + 1) / (started.length + 1);
}
