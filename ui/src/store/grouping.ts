/** Which groups there are, in which order, and which of them a task is in. */
import type { Priority, Project, StateCategory, TaskLine, Uuid } from "../backend/types";
import { compareText, priorities, priorityOf } from "./order";

export const groupings = ["state", "assignee", "priority", "label", "none"] as const;
export type Grouping = (typeof groupings)[number];

/** What a group stands for; dropping a task into it gives the task that value. */
export type GroupValue =
  | { by: "state"; state: Uuid | null; category: StateCategory; color: string }
  | { by: "assignee"; user: Uuid | null }
  | { by: "priority"; priority: Priority }
  | { by: "label"; label: Uuid | null; color: string }
  | { by: "none" };

export interface GroupHead {
  /** Unique among the groups of a view: an id, a priority, or "" for what has no value. */
  key: string;
  name: string;
  value: GroupValue;
}

/** What grouping needs to know of the project. */
export interface GroupSense {
  project: Project;
  members: readonly { user: Uuid; name: string }[];
  person: (id: Uuid) => Uuid;
}

export function groupHeads(grouping: Grouping, sense: GroupSense): GroupHead[] {
  switch (grouping) {
    case "state":
      return stateHeads(sense.project);
    case "assignee":
      return [
        ...sense.members.map(
          ({ user, name }): GroupHead => ({ key: user, name, value: { by: "assignee", user } }),
        ),
        { key: "", name: "Nobody", value: { by: "assignee", user: null } },
      ];
    case "priority":
      return priorities.map((priority) => ({
        key: priority,
        name: priorityNames[priority],
        value: { by: "priority", priority },
      }));
    case "label":
      return [
        ...sense.project.labels.map(
          ({ id, name, color }): GroupHead => ({
            key: id,
            name,
            value: { by: "label", label: id, color },
          }),
        ),
        { key: "", name: "No label", value: { by: "label", label: null, color: "" } },
      ];
    case "none":
      return [{ key: "", name: "All tasks", value: { by: "none" } }];
  }
}

function stateHeads(project: Project): GroupHead[] {
  const states = sortedStates(project);
  return [
    ...states.map(
      ({ id, name, category, color }): GroupHead => ({
        key: id,
        name,
        value: { by: "state", state: id, category, color },
      }),
    ),
    {
      key: "",
      name: "No state",
      value: { by: "state", state: null, category: "backlog", color: "" },
    },
  ];
}

const categoryRank: Record<StateCategory, number> = {
  backlog: 0,
  unstarted: 1,
  started: 2,
  completed: 3,
  canceled: 4,
};

/** The workflow's states as people go through them. */
export function sortedStates(project: Project): Project["states"] {
  return project.states.toSorted(
    (a, b) =>
      categoryRank[a.category] - categoryRank[b.category] ||
      compareText(a.order, b.order) ||
      compareText(a.id, b.id),
  );
}

/** The keys of the groups that a task is in. A task with two labels is in both. */
export function groupKeys(
  grouping: Grouping,
  known: ReadonlySet<string>,
  person: (id: Uuid) => Uuid,
): (line: TaskLine) => readonly string[] {
  const among = (ids: readonly string[]): readonly string[] => {
    const kept = [...new Set(ids)].filter((id) => known.has(id));
    return kept.length === 0 ? [""] : kept;
  };
  switch (grouping) {
    case "state":
      return (line) => [line.state !== undefined && known.has(line.state) ? line.state : ""];
    case "assignee":
      return (line) => among((line.assignees ?? []).map(person));
    case "priority":
      return (line) => [priorityOf(line)];
    case "label":
      return (line) => among(line.labels ?? []);
    case "none":
      return () => [""];
  }
}

export const priorityNames: Record<Priority, string> = {
  urgent: "Urgent",
  high: "High",
  medium: "Medium",
  low: "Low",
  none: "No priority",
};
