import { door } from "../../backend/door";
import type { Cycle, Project } from "../../backend/types";
import { editProject } from "../../store/acts";
import { AddRow } from "./AddRow";
import { DateInput } from "./DateInput";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";

/** Stretches of time in which a team works on some of its tasks. */
export function CycleSettings({ project }: { project: Project }) {
  const { cycles } = project;
  const put = (cycle: Cycle) => editProject(project.id, { type: "put_cycle", ...cycle });
  async function add(name: string) {
    await put({ id: await door.newId(), name, start: null, end: null });
  }
  return (
    <>
      {cycles.length === 0 && (
        <p className={css.none}>
          No cycles yet. A cycle is a week or two in which the team works on what it chose for it.
        </p>
      )}
      <ul className={css.list} aria-label="Cycles">
        {cycles.map((cycle) => (
          <NamedRow
            key={cycle.id}
            noun="cycle"
            name={cycle.name}
            onRename={(name) => void put({ ...cycle, name })}
            onRemove={() => void editProject(project.id, { type: "remove_cycle", id: cycle.id })}
            removal="Its tasks stay, without a cycle. This can be undone."
          >
            <DateInput
              label={`First day of ${cycle.name}`}
              value={cycle.start}
              max={cycle.end}
              onChange={(start) => void put({ ...cycle, start })}
            />
            <span aria-hidden="true">–</span>
            <DateInput
              label={`Last day of ${cycle.name}`}
              value={cycle.end}
              min={cycle.start}
              onChange={(end) => void put({ ...cycle, end })}
            />
          </NamedRow>
        ))}
      </ul>
      <AddRow label="New cycle" placeholder="New cycle" onAdd={(name) => void add(name)} />
    </>
  );
}
