import { door } from "../../backend/door";
import type { Field, FieldOption, Uuid } from "../../backend/types";
import { editProject } from "../../store/acts";
import { AddRow } from "./AddRow";
import { nextColor } from "./colors";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";
import { writeOptions } from "./reorder";

/** The choices of a field that is one of several, or several. */
export function FieldOptions({ project, field }: { project: Uuid; field: Field }) {
  const { options } = field;
  const put = (option: FieldOption) =>
    writeOptions(
      project,
      field.id,
      options.map((each) => (each.id === option.id ? option : each)),
    );
  async function add(name: string) {
    const color = nextColor(options.map((option) => option.color));
    writeOptions(project, field.id, [...options, { id: await door.newId(), name, color }]);
  }
  return (
    <div className={css.nested}>
      <ul aria-label={`Options of ${field.name}`}>
        {options.map((option) => (
          <NamedRow
            key={option.id}
            noun="option"
            name={option.name}
            color={option.color}
            onRename={(name) => put({ ...option, name })}
            onRecolor={(color) => put({ ...option, color })}
            onRemove={() =>
              void editProject(project, { type: "remove_option", field: field.id, id: option.id })
            }
            removal="Tasks that have it show nothing instead. This can be undone."
          />
        ))}
      </ul>
      <AddRow
        label={`New option of ${field.name}`}
        placeholder="New option"
        onAdd={(name) => void add(name)}
      />
    </div>
  );
}
