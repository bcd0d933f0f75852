import { useStore } from "zustand";
import { door } from "../../backend/door";
import type { Label, Project, Uuid } from "../../backend/types";
import { act, editProject, sayFailure } from "../../store/acts";
import { extentOf, hasLabel, isAssignedTo, toggleAssignee, toggleLabel } from "../../store/edits";
import { dayOf } from "../../store/filter";
import { useOrganisation, usePeople, useProject } from "../../store/hooks";
import { lines, opened } from "../../store/open";
import { priorityOf } from "../../store/order";
import type { People, Person } from "../../store/people";
import {
  assigneeSpec,
  dueSpec,
  estimateSpec,
  labelSpec,
  type PickerKind,
  type PickerSpec,
  prioritySpec,
  stateSpec,
} from "./spec";

/** A picker for tasks of the open project: what they have now, and what a choice does to them. */
export function useTaskSpec(kind: PickerKind, tasks: readonly Uuid[]): PickerSpec | null {
  // Drawn anew with every change of the view, so that the marks are true while it is open.
  useStore(opened, ({ version }) => version);
  const id = useStore(opened, ({ project }) => project);
  const project = useProject(id);
  const people = usePeople();
  const members = useOrganisation(id)?.members ?? [];
  if (project === undefined) return null;
  switch (kind) {
    case "state":
      return stateSpec(
        project,
        (state) => extentOf(tasks, (line) => (line.state ?? null) === state),
        (state) => void act(tasks, { type: "set_state", state }),
      );
    case "priority":
      return prioritySpec(
        (priority) => extentOf(tasks, (line) => priorityOf(line) === priority),
        (priority) => void act(tasks, { type: "set_priority", priority }),
      );
    case "assignee":
      return assigneeSpec(
        personsOf(people, members),
        (user) => extentOf(tasks, isAssignedTo(user)),
        (user) => toggleAssignee(tasks, user),
      );
    case "label":
      return labelSpec(
        project,
        (label) => extentOf(tasks, hasLabel(label)),
        (label) => toggleLabel(tasks, label),
        (name) =>
          void createLabel(project, name).then((label) => label && toggleLabel(tasks, label)),
      );
    case "due":
      return dueSpec(
        dayOf(new Date()),
        common(tasks, (task) => lines.get(task)?.due ?? null),
        (due) => void act(tasks, { type: "set_due", due }),
      );
    case "estimate":
      return estimateSpec(
        common(tasks, (task) => lines.get(task)?.estimate ?? null),
        (estimate) => void act(tasks, { type: "set_estimate", estimate }),
      );
  }
}

/** The members as people; somebody alone, without an account, is the one person there is. */
export function personsOf(people: People, members: readonly { user: Uuid }[]): Person[] {
  const known = members.flatMap(({ user }) => people.get(user) ?? []);
  return known.length > 0 ? known : [...new Set(people.values())];
}

/** Makes a label in the next of the colours; null: it could not be made. */
export async function createLabel(project: Project, name: string): Promise<Uuid | null> {
  try {
    const id = await door.newId();
    const color = nextColor(project.labels);
    const acted = await editProject(project.id, { type: "put_label", id, name, color });
    return acted && id;
  } catch (thrown) {
    sayFailure(thrown);
    return null;
  }
}

const palette = ["#3e8ed0", "#3f9b57", "#b8793a", "#8457c9", "#c94f4f", "#5a8f8a", "#c2679a"];

function nextColor(labels: readonly Label[]): string {
  const used = new Set(labels.map(({ color }) => color));
  return (
    palette.find((color) => !used.has(color)) ??
    palette[labels.length % palette.length] ??
    "#8a8f98"
  );
}

/** What all have in common; null when they differ. */
function common<T>(tasks: readonly Uuid[], of: (task: Uuid) => T | null): T | null {
  const [first = null, ...others] = tasks.map(of);
  return others.every((other) => other === first) ? first : null;
}
