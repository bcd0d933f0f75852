import { useState } from "react";
import { door } from "../../backend/door";
import type { Project, ProjectCommand, StateCategory, WorkflowState } from "../../backend/types";
import { editProject } from "../../store/acts";
import { keyBetween } from "../../store/order-key";
import { Select } from "../../ui/Select";
import { AddRow } from "./AddRow";
import { firstColor } from "./colors";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";
import { moveItem } from "./reorder";

const categories: { value: StateCategory; label: string }[] = [
  { value: "backlog", label: "Backlog" },
  { value: "unstarted", label: "Not started" },
  { value: "started", label: "Started" },
  { value: "completed", label: "Completed" },
  { value: "canceled", label: "Canceled" },
];

/** The workflow: which states there are, in which order, and what they count as. */
export function StateSettings({ project }: { project: Project }) {
  const { states } = project;
  const [category, setCategory] = useState<StateCategory>("started");

  const putting = (state: WorkflowState): ProjectCommand => ({ type: "put_state", ...state });
  const put = (state: WorkflowState) => editProject(project.id, putting(state));
  const move = (from: number, to: number) => moveItem(project.id, states, from, to, putting);
  async function add(name: string) {
    const order = keyBetween(states.at(-1)?.order ?? null, null) ?? "a0";
    await put({ id: await door.newId(), name, category, color: firstColor, order });
  }

  return (
    <>
      <ul className={css.list} aria-label="States">
        {states.map((state, index) => (
          <NamedRow
            key={state.id}
            noun="state"
            name={state.name}
            color={state.color}
            onRename={(name) => void put({ ...state, name })}
            onRecolor={(color) => void put({ ...state, color })}
            onUp={index > 0 ? () => move(index, index - 1) : undefined}
            onDown={index < states.length - 1 ? () => move(index, index + 1) : undefined}
            onRemove={
              states.length > 1
                ? () => void editProject(project.id, { type: "remove_state", id: state.id })
                : undefined
            }
            removal="Tasks in it show the first state of the same kind. This can be undone."
          >
            <span className={css.select}>
              <Select
                aria-label={`Kind of ${state.name}`}
                value={state.category}
                options={categories}
                onChange={(value) => void put({ ...state, category: value })}
              />
            </span>
          </NamedRow>
        ))}
      </ul>
      <AddRow
        label="New state"
        placeholder="New state"
        after={
          <span className={css.select}>
            <Select
              aria-label="Kind of the new state"
              value={category}
              options={categories}
              onChange={setCategory}
            />
          </span>
        }
        onAdd={(name) => void add(name)}
      />
    </>
  );
}
