import type { Field, FieldValue } from "../../backend/types";
import { assigneeSpec } from "../../parts/pickers/spec";
import { personsOf } from "../../parts/pickers/use-task-spec";
import { ValuePicker } from "../../parts/pickers/ValuePicker";
import { LabelDot } from "../../parts/task/LabelDot";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { act } from "../../store/acts";
import { useOrganisation, usePeople } from "../../store/hooks";
import { Checkbox } from "../../ui/Checkbox";
import { choiceSpec } from "./choice-spec";
import { DateValue } from "./DateProperty";
import { InlineInput } from "./InlineInput";
import { Cut, Empty, Property } from "./Property";
import { linkOf, numberOf } from "./typed";
import { useScene } from "./use-scene";
import { customPath } from "./values";

/** A field that the project gave its tasks. */
export function CustomField({ field }: { field: Field }): React.JSX.Element {
  const { task, detail } = useScene();
  const value = detail?.fields[field.id];
  const set = (next: FieldValue | null): void =>
    void act([task], { type: "set_field", field: field.id, value: next });
  // A field whose type was changed may hold a value of the one before: it counts as none.
  const held = value?.type === field.type ? value : undefined;
  return (
    <Property name={field.name} field={customPath(field.id)}>
      <Value field={field} value={held} set={set} />
    </Property>
  );
}

interface ValueProps {
  field: Field;
  value: FieldValue | undefined;
  set: (value: FieldValue | null) => void;
}

function Value({ field, value, set }: ValueProps): React.JSX.Element {
  const text = value === undefined ? "" : String(value.value);
  switch (field.type) {
    case "text":
      return (
        <InlineInput
          name={field.name}
          value={text}
          onSave={(typed) => set(typed === "" ? null : { type: "text", value: typed })}
        />
      );
    case "url":
      return (
        <InlineInput
          name={field.name}
          value={text}
          href={linkOf(text)}
          onSave={(typed) => set(typed === "" ? null : { type: "url", value: typed })}
          check={(typed) => (linkOf(typed) === undefined ? "This is no web address." : null)}
        />
      );
    case "number":
      return (
        <InlineInput
          name={field.name}
          value={text}
          onSave={(typed) =>
            set(typed === "" ? null : { type: "number", value: numberOf(typed) ?? 0 })
          }
          check={(typed) => (numberOf(typed) === null ? "This is no number." : null)}
        />
      );
    case "date":
      return (
        <DateValue
          name={field.name}
          value={value?.type === "date" ? value.value : null}
          onPick={(day) => set(day === null ? null : { type: "date", value: day })}
        />
      );
    case "checkbox":
      return (
        <Checkbox
          label={field.name}
          checked={value?.type === "checkbox" && value.value}
          onChange={(checked) => set({ type: "checkbox", value: checked })}
        />
      );
    case "select":
      return <Select field={field} value={value} set={set} />;
    case "multi_select":
      return <MultiSelect field={field} value={value} set={set} />;
    case "user":
      return <User field={field} value={value} set={set} />;
  }
}

function Select({ field, value, set }: ValueProps): React.JSX.Element {
  const chosen = field.options.find(({ id }) => value?.type === "select" && id === value.value);
  const spec = choiceSpec({
    label: `${field.name}…`,
    remove: "Remove the value",
    current: chosen?.id ?? null,
    items: optionItems(field),
    pick: (id) => set(id === null ? null : { type: "select", value: id }),
  });
  return (
    <ValuePicker spec={spec} look="plain" label={`${field.name}: ${chosen?.name ?? "None"}`}>
      {chosen === undefined ? (
        <Empty />
      ) : (
        <>
          <LabelDot color={chosen.color} />
          <Cut>{chosen.name}</Cut>
        </>
      )}
    </ValuePicker>
  );
}

function MultiSelect({ field, value, set }: ValueProps): React.JSX.Element {
  const ids = value?.type === "multi_select" ? value.value : [];
  const chosen = field.options.filter(({ id }) => ids.includes(id));
  const toggle = (id: string): void => {
    const next = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id].sort();
    set(next.length === 0 ? null : { type: "multi_select", value: next });
  };
  const words = chosen.map(({ name }) => name).join(", ");
  const spec = {
    label: `${field.name}…`,
    multiple: true,
    items: optionItems(field).map((item) => ({
      ...item,
      chosen: ids.includes(item.id) ? ("all" as const) : ("none" as const),
    })),
    pick: toggle,
  };
  return (
    <ValuePicker spec={spec} look="plain" label={`${field.name}: ${words || "None"}`}>
      {words === "" ? <Empty /> : <Cut>{words}</Cut>}
    </ValuePicker>
  );
}

function User({ field, value, set }: ValueProps): React.JSX.Element {
  const { project, names } = useScene();
  const people = usePeople();
  const members = useOrganisation(project.id)?.members ?? [];
  const user = value?.type === "user" ? (people.get(value.value)?.user ?? value.value) : null;
  const spec = {
    ...assigneeSpec(
      personsOf(people, members),
      (each) => (each === user ? "all" : "none"),
      (picked) => set(picked === user ? null : { type: "user", value: picked }),
    ),
    label: `${field.name}…`,
    multiple: false,
  };
  const words = user === null ? "Nobody" : names.person(user);
  return (
    <ValuePicker spec={spec} look="plain" label={`${field.name}: ${words}`}>
      {user === null ? (
        <Empty>Nobody</Empty>
      ) : (
        <>
          <MemberAvatar user={user} />
          <Cut>{words}</Cut>
        </>
      )}
    </ValuePicker>
  );
}

function optionItems({ options }: Field) {
  return options.map(({ id, name, color }) => ({ id, name, icon: <LabelDot color={color} /> }));
}
