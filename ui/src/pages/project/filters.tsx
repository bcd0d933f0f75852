/** Every filter that there is, as items of a menu and as chips: the same list for both. */
import type { Project, StateCategory } from "../../backend/types";
import { LabelDot } from "../../parts/task/LabelDot";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { PriorityIcon } from "../../parts/task/PriorityIcon";
import { StateIcon } from "../../parts/task/StateIcon";
import { type DueRange, dueRanges, type Filter } from "../../store/filter";
import { priorityNames } from "../../store/grouping";
import { priorities } from "../../store/order";
import type { Person } from "../../store/people";
import { Icon } from "../../ui/Icon";

export interface FilterItem {
  id: string;
  section: string;
  name: string;
  icon: React.ReactNode;
  on: boolean;
  /** The filter with this part turned. */
  turned: Filter;
}

const categoryNames: Record<StateCategory, string> = {
  backlog: "Backlog",
  unstarted: "Not started",
  started: "Started",
  completed: "Completed",
  canceled: "Canceled",
};

const categories = Object.keys(categoryNames) as StateCategory[];

const dueNames: Record<DueRange, string> = {
  overdue: "Overdue",
  today: "Due today",
  week: "Due within a week",
  none: "No due date",
};

export function filterItems(
  filter: Filter,
  project: Project,
  people: readonly Person[],
): FilterItem[] {
  const many = <Key extends "categories" | "assignees" | "labels" | "priorities">(
    key: Key,
    value: Filter[Key][number],
  ): Pick<FilterItem, "on" | "turned"> => {
    const values: readonly Filter[Key][number][] = filter[key];
    const on = values.includes(value);
    const next = on ? values.filter((each) => each !== value) : [...values, value];
    return { on, turned: { ...filter, [key]: next } };
  };
  return [
    ...categories.map((category) => ({
      id: `category ${category}`,
      section: "State",
      name: categoryNames[category],
      icon: <StateIcon category={category} />,
      ...many("categories", category),
    })),
    ...people.map(({ user, name, isMe }) => ({
      id: `assignee ${user}`,
      section: "Assignee",
      name: isMe ? `${name} (you)` : name,
      icon: <MemberAvatar user={user} />,
      ...many("assignees", user),
    })),
    {
      id: "assignee",
      section: "Assignee",
      name: "Nobody",
      icon: <Icon name="user" />,
      ...many("assignees", null),
    },
    ...priorities.map((priority) => ({
      id: `priority ${priority}`,
      section: "Priority",
      name: priorityNames[priority],
      icon: <PriorityIcon priority={priority} />,
      ...many("priorities", priority),
    })),
    ...project.labels.map(({ id, name, color }) => ({
      id: `label ${id}`,
      section: "Label",
      name,
      icon: <LabelDot color={color} />,
      ...many("labels", id),
    })),
    {
      id: "label",
      section: "Label",
      name: "No label",
      icon: <Icon name="label" />,
      ...many("labels", null),
    },
    ...dueRanges.map((range) => ({
      id: `due ${range}`,
      section: "Due",
      name: dueNames[range],
      icon: <Icon name="calendar" />,
      on: filter.due === range,
      turned: { ...filter, due: filter.due === range ? null : range },
    })),
    {
      id: "conflicted",
      section: "Conflicts",
      name: "Has a conflict",
      icon: <Icon name="conflict" />,
      on: filter.conflicted,
      turned: { ...filter, conflicted: !filter.conflicted },
    },
  ];
}
