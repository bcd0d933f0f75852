/** The properties that every task has. */
import {
  assigneeSpec,
  estimateSpec,
  labelSpec,
  prioritySpec,
  stateSpec,
} from "../../parts/pickers/spec";
import { createLabel, personsOf } from "../../parts/pickers/use-task-spec";
import { ValuePicker } from "../../parts/pickers/ValuePicker";
import { LabelChip } from "../../parts/task/LabelChip";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { PriorityIcon } from "../../parts/task/PriorityIcon";
import { pointsWords } from "../../parts/task/points";
import { progressOf } from "../../parts/task/progress";
import { StateIcon } from "../../parts/task/StateIcon";
import { act } from "../../store/acts";
import { toggleAssignee } from "../../store/edits";
import { priorityNames, sortedStates } from "../../store/grouping";
import { useOrganisation, usePeople } from "../../store/hooks";
import { priorityOf } from "../../store/order";
import { choiceSpec } from "./choice-spec";
import { dateWords, listed } from "./names";
import { Cut, Empty, Property } from "./Property";
import css from "./properties.module.css";
import { useScene } from "./use-scene";

const is = (yes: boolean): "all" | "none" => (yes ? "all" : "none");

export function StateProperty(): React.JSX.Element {
  const { task, project, line } = useScene();
  const states = sortedStates(project);
  const state = states.find(({ id }) => id === line.state);
  const spec = stateSpec(
    project,
    (id) => is(id === line.state),
    (id) => void act([task], { type: "set_state", state: id }),
  );
  return (
    <Property name="State" field="state" does="state">
      <ValuePicker spec={spec} look="plain" label={`State: ${state?.name ?? "No state"}`}>
        <StateIcon
          category={state?.category ?? "backlog"}
          color={state?.color}
          progress={state === undefined ? 0 : progressOf(state, states)}
        />
        <Cut>{state?.name ?? "No state"}</Cut>
      </ValuePicker>
    </Property>
  );
}

export function PriorityProperty(): React.JSX.Element {
  const { task, line } = useScene();
  const priority = priorityOf(line);
  const spec = prioritySpec(
    (each) => is(each === priority),
    (picked) => void act([task], { type: "set_priority", priority: picked }),
  );
  const name = priorityNames[priority];
  return (
    <Property name="Priority" field="priority" does="priority">
      <ValuePicker spec={spec} look="plain" label={`Priority: ${name}`}>
        <PriorityIcon priority={priority} />
        {priority === "none" ? <Empty>{name}</Empty> : name}
      </ValuePicker>
    </Property>
  );
}

export function Assignees(): React.JSX.Element {
  const { task, project, line, names } = useScene();
  const people = usePeople();
  const members = useOrganisation(project.id)?.members ?? [];
  const userOf = (id: string): string => people.get(id)?.user ?? id;
  const users = [...new Set((line.assignees ?? []).map(userOf))];
  const spec = assigneeSpec(
    personsOf(people, members),
    (user) => is(users.includes(user)),
    (user) => toggleAssignee([task], user),
  );
  const words = listed(users.map(names.person));
  return (
    <Property name="Assignee" does="assignee" wide={users.length > 1}>
      <ValuePicker spec={spec} look="plain" label={`Assignee: ${words || "Nobody"}`}>
        {users.length === 0 && <Empty>Nobody</Empty>}
        {users.map((user) => (
          <span key={user} className={css.person} data-name="">
            <MemberAvatar user={user} />
            <Cut>{names.person(user)}</Cut>
          </span>
        ))}
      </ValuePicker>
    </Property>
  );
}

export function Labels(): React.JSX.Element {
  const { task, project, line } = useScene();
  const held = line.labels ?? [];
  const labels = project.labels.filter(({ id }) => held.includes(id));
  const toggle = (label: string): void =>
    void act([task], { type: held.includes(label) ? "remove_label" : "add_label", label });
  const create = (name: string): void =>
    void createLabel(project, name).then((label) => label && toggle(label));
  const spec = labelSpec(project, (id) => is(held.includes(id)), toggle, create);
  const words = labels.map(({ name }) => name).join(" ");
  return (
    <Property name="Labels" does="label" wide={labels.length > 1}>
      <ValuePicker spec={spec} look="plain" label={`Labels: ${words || "None"}`}>
        {labels.length === 0 && <Empty />}
        {labels.map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
      </ValuePicker>
    </Property>
  );
}

export function Estimate(): React.JSX.Element {
  const { task, line } = useScene();
  const { estimate = null } = line;
  const spec = estimateSpec(
    estimate,
    (picked) => void act([task], { type: "set_estimate", estimate: picked }),
  );
  const words = estimate === null ? "None" : pointsWords(estimate);
  return (
    <Property name="Estimate" field="estimate" does="estimate">
      <ValuePicker spec={spec} look="plain" label={`Estimate: ${words}`}>
        {estimate === null ? <Empty /> : words}
      </ValuePicker>
    </Property>
  );
}

export function CycleProperty(): React.JSX.Element {
  const { task, project, line, names } = useScene();
  const { cycle = null } = line;
  const spec = choiceSpec({
    label: "Set cycle…",
    remove: "Remove from the cycle",
    current: cycle,
    items: project.cycles.map(({ id, name, start }) => ({
      id,
      name,
      ...(start === null ? {} : { hint: dateWords(start) }),
    })),
    pick: (picked) => void act([task], { type: "set_cycle", cycle: picked }),
  });
  const words = cycle === null ? "None" : names.cycle(cycle);
  return (
    <Property name="Cycle" field="cycle">
      <ValuePicker spec={spec} look="plain" label={`Cycle: ${words}`}>
        {cycle === null ? <Empty /> : <Cut>{words}</Cut>}
      </ValuePicker>
    </Property>
  );
}

export function MilestoneProperty(): React.JSX.Element {
  const { task, project, line, names } = useScene();
  const { milestone = null } = line;
  const spec = choiceSpec({
    label: "Set milestone…",
    remove: "Remove from the milestone",
    current: milestone,
    items: project.milestones.map(({ id, name, due }) => ({
      id,
      name,
      ...(due === null ? {} : { hint: dateWords(due) }),
    })),
    pick: (picked) => void act([task], { type: "set_milestone", milestone: picked }),
  });
  const words = milestone === null ? "None" : names.milestone(milestone);
  return (
    <Property name="Milestone" field="milestone">
      <ValuePicker spec={spec} look="plain" label={`Milestone: ${words}`}>
        {milestone === null ? <Empty /> : <Cut>{words}</Cut>}
      </ValuePicker>
    </Property>
  );
}
