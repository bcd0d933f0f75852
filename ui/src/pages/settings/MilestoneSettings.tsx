import { door } from "../../backend/door";
import type { Milestone, Project, ProjectCommand } from "../../backend/types";
import { editProject } from "../../store/acts";
import { AddRow } from "./AddRow";
import { DateInput } from "./DateInput";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";
import { ordered } from "./reorder";

/** What a project wants to have reached, and when. */
export function MilestoneSettings({ project }: { project: Project }) {
  const { milestones } = project;
  const putting = (milestone: Milestone): ProjectCommand => ({
    type: "put_milestone",
    ...milestone,
  });
  const { put, atEnd, stepsOf } = ordered(project.id, milestones, putting);
  async function add(name: string) {
    put({ id: await door.newId(), name, due: null, order: atEnd() });
  }
  return (
    <>
      {milestones.length === 0 && (
        <p className={css.none}>
          No milestones yet. A milestone is something the project wants to have reached by a day.
        </p>
      )}
      <ul className={css.list} aria-label="Milestones">
        {milestones.map((milestone, index) => (
          <NamedRow
            key={milestone.id}
            noun="milestone"
            name={milestone.name}
            onRename={(name) => put({ ...milestone, name })}
            {...stepsOf(index)}
            onRemove={() =>
              void editProject(project.id, { type: "remove_milestone", id: milestone.id })
            }
            removal="Its tasks stay, without a milestone. This can be undone."
          >
            <DateInput
              label={`Due date of ${milestone.name}`}
              value={milestone.due}
              onChange={(due) => put({ ...milestone, due })}
            />
          </NamedRow>
        ))}
      </ul>
      <AddRow label="New milestone" placeholder="New milestone" onAdd={(name) => void add(name)} />
    </>
  );
}
