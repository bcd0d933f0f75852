/** The form for a new task: whether it is open, and what is in it. It keeps what was typed. */
import { createStore } from "zustand/vanilla";
import type { NewTask, Uuid } from "../../backend/types";

export interface Draft extends NewTask {
  description: string;
}

export const emptyDraft: Draft = {
  title: "",
  description: "",
  state: null,
  priority: "none",
  assignees: [],
  labels: [],
  start: null,
  due: null,
  estimate: null,
  parent: null,
};

export interface QuickCreate {
  open: boolean;
  /** Null: the project that is looked at, or the first. */
  project: Uuid | null;
  draft: Draft;
}

export const quickCreate = createStore<QuickCreate>()(() => ({
  open: false,
  project: null,
  draft: emptyDraft,
}));

/** Opens the form. What was typed before and not created is still there; `beginning` is added. */
export function openQuickCreate(beginning: Partial<Draft> & { project?: Uuid } = {}): void {
  const { project = null, ...given } = beginning;
  quickCreate.setState((before) => ({
    open: true,
    project: project ?? before.project,
    draft: { ...before.draft, ...given },
  }));
}

export function closeQuickCreate(): void {
  quickCreate.setState({ open: false });
}

export function editDraft(change: Partial<Draft>): void {
  quickCreate.setState(({ draft }) => ({ draft: { ...draft, ...change } }));
}
