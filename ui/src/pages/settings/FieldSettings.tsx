import { useState } from "react";
import { door } from "../../backend/door";
import type { Field, FieldValue, Project, ProjectCommand } from "../../backend/types";
import { editProject } from "../../store/acts";
import { Badge } from "../../ui/Badge";
import { Select } from "../../ui/Select";
import { AddRow } from "./AddRow";
import { FieldOptions } from "./FieldOptions";
import css from "./NamedList.module.css";
import { NamedRow } from "./NamedRow";
import { ordered } from "./reorder";

type FieldType = FieldValue["type"];

const types: { value: FieldType; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "date", label: "Date" },
  { value: "checkbox", label: "Checkbox" },
  { value: "select", label: "One of several" },
  { value: "multi_select", label: "Several" },
  { value: "user", label: "Person" },
  { value: "url", label: "Link" },
];

const typeName = (type: FieldType) => types.find(({ value }) => value === type)?.label ?? type;

/** What the tasks of a project hold beside what every task holds. */
export function FieldSettings({ project }: { project: Project }) {
  const { fields } = project;
  const [type, setType] = useState<FieldType>("text");

  const putting = ({ id, name, type: field_type, order }: Field): ProjectCommand => ({
    type: "put_field",
    id,
    name,
    field_type,
    order,
  });
  const { put, atEnd, stepsOf } = ordered(project.id, fields, putting);
  async function add(name: string) {
    put({ id: await door.newId(), name, type, options: [], order: atEnd() });
  }

  return (
    <>
      {fields.length === 0 && (
        <p className={css.none}>
          No fields yet. Fields hold what every task here should say beside its title, state and
          dates.
        </p>
      )}
      <ul className={css.list} aria-label="Fields">
        {fields.map((field, index) => (
          <NamedRow
            key={field.id}
            noun="field"
            name={field.name}
            onRename={(name) => put({ ...field, name })}
            {...stepsOf(index)}
            onRemove={() => void editProject(project.id, { type: "remove_field", id: field.id })}
            removal="What it holds stays in the tasks and is not shown. This can be undone."
            below={
              field.type === "select" || field.type === "multi_select" ? (
                <FieldOptions project={project.id} field={field} />
              ) : undefined
            }
          >
            <Badge>{typeName(field.type)}</Badge>
          </NamedRow>
        ))}
      </ul>
      <AddRow
        label="New field"
        placeholder="New field"
        after={
          <span className={css.select}>
            <Select
              aria-label="What the new field holds"
              value={type}
              options={types}
              onChange={setType}
            />
          </span>
        }
        onAdd={(name) => void add(name)}
      />
    </>
  );
}
