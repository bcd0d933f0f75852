import { door } from "../../backend/door";
import type { Project } from "../../backend/types";
import { editProject } from "../../store/acts";
import { AddRow } from "./AddRow";
import { nextColor } from "./colors";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";

/** The labels of a project. */
export function LabelSettings({ project }: { project: Project }) {
  const { labels } = project;
  const put = (id: string, name: string, color: string) =>
    editProject(project.id, { type: "put_label", id, name, color });

  return (
    <>
      {labels.length === 0 && (
        <p className={css.none}>
          No labels yet. Labels say what a task is about. A task can have several.
        </p>
      )}
      <ul className={css.list} aria-label="Labels">
        {labels.map(({ id, name, color }) => (
          <NamedRow
            key={id}
            noun="label"
            name={name}
            color={color}
            onRename={(to) => void put(id, to, color)}
            onRecolor={(to) => void put(id, name, to)}
            onRemove={() => void editProject(project.id, { type: "remove_label", id })}
            removal="It disappears from all tasks that have it. This can be undone."
          />
        ))}
      </ul>
      <AddRow
        label="New label"
        placeholder="New label"
        onAdd={(name) =>
          void door.newId().then((id) => put(id, name, nextColor(labels.map((each) => each.color))))
        }
      />
    </>
  );
}
