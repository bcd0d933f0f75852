import { door } from "../../backend/door";
import type { Milestone, Project, ProjectCommand } from "../../backend/types";
import { editProject } from "../../store/acts";
import { keyBetween } from "../../store/order-key";
import { AddRow } from "./AddRow";
import { DateInput } from "./DateInput";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";
import { moveItem } from "./reorder";

/** What a project wants to have reached, and when. */
export function MilestoneSettings({ project }: { project: Project }) {
  const { milestones } = project;
  const putting = (milestone: Milestone): ProjectCommand => ({
    type: "put_milestone",
    ...milestone,
  });
  const put = (milestone: Milestone) => editProject(project.id, putting(milestone));
  const move = (from: number, to: number) => moveItem(project.id, milestones, from, to, putting);
  async function add(name: string) {
    const order = keyBetween(milestones.at(-1)?.order ?? null, null) ?? "a0";
    await put({ id: await door.newId(), name, due: null, order });
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
            onRename={(name) => void put({ ...milestone, name })}
            onUp={index > 0 ? () => move(index, index - 1) : undefined}
            onDown={index < milestones.length - 1 ? () => move(index, index + 1) : undefined}
            onRemove={() =>
              void editProject(project.id, { type: "remove_milestone", id: milestone.id })
            }
            removal="Its tasks stay, without a milestone. This can be undone."
          >
            <DateInput
              label={`Due date of ${milestone.name}`}
              value={milestone.due}
              onChange={(due) => void put({ ...milestone, due })}
            />
          </NamedRow>
        ))}
      </ul>
      <AddRow label="New milestone" placeholder="New milestone" onAdd={(name) => void add(name)} />
    </>
  );
}
