import { useState } from "react";
import { door } from "../../backend/door";
import type { Project, ProjectCommand, StateCategory, WorkflowState } from "../../backend/types";
import { editProject } from "../../store/acts";
import { Select } from "../../ui/Select";
import { AddRow } from "./AddRow";
import { firstColor } from "./colors";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";
import { ordered } from "./reorder";

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
  const { put, atEnd, stepsOf } = ordered(project.id, states, putting);
  async function add(name: string) {
    put({ id: await door.newId(), name, category, color: firstColor, order: atEnd() });
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
            onRename={(name) => put({ ...state, name })}
            onRecolor={(color) => put({ ...state, color })}
            {...stepsOf(index)}
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
                onChange={(value) => put({ ...state, category: value })}
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
