/** What each picker offers: pure data, so that one list can show any of them. */
import type { DateText, Priority, Project, Uuid } from "../../backend/types";
import type { Extent } from "../../store/edits";
import { priorityNames, sortedStates } from "../../store/grouping";
import { priorities } from "../../store/order";
import type { Person } from "../../store/people";
import { dueWords, offeredDays, typedDay } from "../task/due";
import { LabelDot } from "../task/LabelDot";
import { MemberAvatar } from "../task/MemberAvatar";
import { PriorityIcon } from "../task/PriorityIcon";
import { progressOf } from "../task/progress";
import { StateIcon } from "../task/StateIcon";

export const pickerKinds = ["state", "priority", "assignee", "label", "due", "estimate"] as const;
export type PickerKind = (typeof pickerKinds)[number];

interface PickerItem {
  /** Unique in its list; what is given back when it is picked. */
  id: string;
  name: string;
  icon?: React.ReactNode;
  /** At the right: a date, a key. */
  hint?: string;
  chosen: Extent;
}

export interface PickerSpec {
  /** Accessible name, and what the search field says. */
  label: string;
  /** Several may be chosen; the list stays open. */
  multiple: boolean;
  items: PickerItem[];
  /** Items made from what was typed, when none of the list says it. */
  typed?: (text: string) => PickerItem[];
  pick: (id: string) => void;
}

type Chosen<T> = (value: T) => Extent;

export function stateSpec(
  project: Project,
  chosen: Chosen<Uuid | null>,
  pick: (state: Uuid) => void,
): PickerSpec {
  const states = sortedStates(project);
  return {
    label: "Change state…",
    multiple: false,
    items: states.map((state) => ({
      id: state.id,
      name: state.name,
      icon: (
        <StateIcon
          category={state.category}
          color={state.color}
          progress={progressOf(state, states)}
        />
      ),
      chosen: chosen(state.id),
    })),
    pick,
  };
}

export function prioritySpec(
  chosen: Chosen<Priority>,
  pick: (priority: Priority) => void,
): PickerSpec {
  return {
    label: "Set priority…",
    multiple: false,
    items: priorities.map((priority) => ({
      id: priority,
      name: priorityNames[priority],
      icon: <PriorityIcon priority={priority} />,
      chosen: chosen(priority),
    })),
    pick: (id) => pick(id as Priority),
  };
}

/** Oneself first: it is what people pick most. */
export function assigneeSpec(
  people: readonly Person[],
  chosen: Chosen<Uuid>,
  toggle: (user: Uuid) => void,
): PickerSpec {
  const mineFirst = people.toSorted((a, b) => Number(b.isMe) - Number(a.isMe));
  return {
    label: "Assign to…",
    multiple: true,
    items: mineFirst.map((person) => ({
      id: person.user,
      name: person.name,
      icon: <MemberAvatar user={person.user} />,
      ...(person.isMe ? { hint: "You" } : {}),
      chosen: chosen(person.user),
    })),
    pick: toggle,
  };
}

const createPrefix = "create:";

export function labelSpec(
  project: Project,
  chosen: Chosen<Uuid>,
  toggle: (label: Uuid) => void,
  create: ((name: string) => void) | null,
): PickerSpec {
  const spec: PickerSpec = {
    label: "Add labels…",
    multiple: true,
    items: project.labels.map(({ id, name, color }) => ({
      id,
      name,
      icon: <LabelDot color={color} />,
      chosen: chosen(id),
    })),
    pick: (id) => {
      if (id.startsWith(createPrefix)) create?.(id.slice(createPrefix.length));
      else toggle(id);
    },
  };
  if (create === null) return spec;
  return {
    ...spec,
    typed: (text) => {
      const name = text.trim();
      const known = project.labels.some((label) => label.name.toLowerCase() === name.toLowerCase());
      if (name === "" || known) return [];
      return [{ id: createPrefix + name, name: `Create label “${name}”`, chosen: "none" }];
    },
  };
}

export function dueSpec(
  today: DateText,
  current: DateText | null,
  pick: (due: DateText | null) => void,
): PickerSpec {
  const offer = (name: string, day: DateText): PickerItem => ({
    id: day,
    name,
    hint: dueWords(day, today).words,
    chosen: day === current ? "all" : "none",
  });
  const remove: PickerItem[] =
    current === null ? [] : [{ id: "", name: "Remove the due date", chosen: "none" }];
  return {
    label: "Due: 31 Jan, friday, +3…",
    multiple: false,
    items: [...offeredDays(today).map(({ name, day }) => offer(name, day)), ...remove],
    typed: (text) => {
      const day = typedDay(text, today);
      return day === null ? [] : [offer(day, day)];
    },
    pick: (id) => pick(id === "" ? null : id),
  };
}

const usualEstimates = [0.5, 1, 2, 3, 5, 8, 13];

export function estimateSpec(
  current: number | null,
  pick: (estimate: number | null) => void,
): PickerSpec {
  const offer = (points: number): PickerItem => ({
    id: String(points),
    name: points === 1 ? "1 point" : `${points} points`,
    chosen: points === current ? "all" : "none",
  });
  const remove: PickerItem[] =
    current === null ? [] : [{ id: "", name: "Remove the estimate", chosen: "none" }];
  return {
    label: "Estimate…",
    multiple: false,
    items: [...usualEstimates.map(offer), ...remove],
    typed: (text) => {
      const points = Number(text.trim().replace(",", "."));
      if (text.trim() === "" || !Number.isFinite(points) || points < 0) return [];
      return usualEstimates.includes(points) ? [] : [offer(points)];
    },
    pick: (id) => pick(id === "" ? null : Number(id)),
  };
}
