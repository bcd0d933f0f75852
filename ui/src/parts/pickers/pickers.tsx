/** One picker for each field, for forms and for a task's side: a value in, a choice out. */
import type { DateText, Priority, Project, Uuid } from "../../backend/types";
import { dayOf } from "../../store/filter";
import { priorityNames, sortedStates } from "../../store/grouping";
import { useOrganisation, usePeople } from "../../store/hooks";
import { Icon } from "../../ui/Icon";
import { dueWords } from "../task/due";
import { LabelChip } from "../task/LabelChip";
import { MemberAvatars } from "../task/MemberAvatar";
import { PriorityIcon } from "../task/PriorityIcon";
import { pointsWords } from "../task/points";
import { progressOf } from "../task/progress";
import { StateIcon } from "../task/StateIcon";
import { assigneeSpec, dueSpec, estimateSpec, labelSpec, prioritySpec, stateSpec } from "./spec";
import { createLabel, personsOf } from "./use-task-spec";
import { ValuePicker, type ValuePickerProps } from "./ValuePicker";

interface PickerProps<T> extends Pick<ValuePickerProps, "look" | "disabled"> {
  project: Project;
  value: T;
}

const is = (yes: boolean): "all" | "none" => (yes ? "all" : "none");

export function StatePicker(
  props: PickerProps<Uuid | null> & { onPick: (state: Uuid) => void },
): React.JSX.Element {
  const { project, value, onPick, ...rest } = props;
  const states = sortedStates(project);
  const state = states.find(({ id }) => id === value);
  const spec = stateSpec(project, (id) => is(id === value), onPick);
  return (
    <ValuePicker spec={spec} label={`State: ${state?.name ?? "No state"}`} {...rest}>
      <StateIcon
        category={state?.category ?? "backlog"}
        color={state?.color}
        progress={state === undefined ? 0 : progressOf(state, states)}
      />
      {state?.name ?? "No state"}
    </ValuePicker>
  );
}

export function PriorityPicker(
  props: PickerProps<Priority> & { onPick: (priority: Priority) => void },
): React.JSX.Element {
  const { project: _, value, onPick, ...rest } = props;
  return (
    <ValuePicker
      spec={prioritySpec((each) => is(each === value), onPick)}
      label={`Priority: ${priorityNames[value]}`}
      {...rest}
    >
      <PriorityIcon priority={value} />
      {value === "none" ? "Priority" : priorityNames[value]}
    </ValuePicker>
  );
}

export function AssigneePicker(
  props: PickerProps<readonly Uuid[]> & { onToggle: (user: Uuid) => void },
): React.JSX.Element {
  const { project, value, onToggle, ...rest } = props;
  const people = usePeople();
  const members = useOrganisation(project.id)?.members ?? [];
  const users = [...new Set(value.map((id) => people.get(id)?.user ?? id))];
  const names = users.map((user) => people.get(user)?.name ?? "Former member");
  const spec = assigneeSpec(
    personsOf(people, members),
    (user) => is(users.includes(user)),
    onToggle,
  );
  return (
    <ValuePicker spec={spec} label={`Assignee: ${peopleWords(names)}`} {...rest}>
      {users.length === 0 ? <Icon name="user" /> : <MemberAvatars users={users} />}
      {users.length === 0 ? "Assignee" : peopleWords(names)}
    </ValuePicker>
  );
}

export function LabelPicker(
  props: PickerProps<readonly Uuid[]> & { onToggle: (label: Uuid) => void },
): React.JSX.Element {
  const { project, value, onToggle, ...rest } = props;
  const labels = project.labels.filter(({ id }) => value.includes(id));
  const create = (name: string): void => {
    void createLabel(project, name).then((label) => label && onToggle(label));
  };
  const spec = labelSpec(project, (id) => is(value.includes(id)), onToggle, create);
  const names = labels.map(({ name }) => name).join(", ");
  return (
    <ValuePicker spec={spec} label={`Labels: ${names || "none"}`} {...rest}>
      {labels.length === 0 ? (
        <>
          <Icon name="label" />
          Labels
        </>
      ) : (
        labels.map((label) => <LabelChip key={label.id} label={label} />)
      )}
    </ValuePicker>
  );
}

export function DuePicker(
  props: PickerProps<DateText | null> & {
    onPick: (due: DateText | null) => void;
    /** What the date is: "Due" if left out. */
    name?: string;
  },
): React.JSX.Element {
  const { project: _, value, onPick, name = "Due", ...rest } = props;
  const today = dayOf(new Date());
  return (
    <ValuePicker
      spec={dueSpec(today, value, onPick)}
      label={`${name} date: ${value === null ? "none" : dueWords(value, today).words}`}
      {...rest}
    >
      <Icon name="calendar" />
      {value === null ? name : dueWords(value, today).words}
    </ValuePicker>
  );
}

export function EstimatePicker(
  props: PickerProps<number | null> & { onPick: (estimate: number | null) => void },
): React.JSX.Element {
  const { project: _, value, onPick, ...rest } = props;
  return (
    <ValuePicker
      spec={estimateSpec(value, onPick)}
      label={`Estimate: ${value === null ? "none" : pointsWords(value)}`}
      {...rest}
    >
      <Icon name="estimate" />
      {value === null ? "Estimate" : pointsWords(value)}
    </ValuePicker>
  );
}

function peopleWords(names: readonly string[]): string {
  if (names.length === 0) return "nobody";
  return names.length <= 2 ? names.join(" and ") : `${names[0]} and ${names.length - 1} others`;
}
