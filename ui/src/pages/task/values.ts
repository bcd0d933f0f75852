/** A task's values in words: what a conflict shows of each, and what the activity says. */
import type { FieldValue, Priority } from "../../backend/types";
import { pointsWords } from "../../parts/task/points";
import { priorityNames } from "../../store/grouping";
import { listed, type Names } from "./names";

const fieldNames: Record<string, string> = {
  title: "Title",
  state: "State",
  priority: "Priority",
  start: "Start date",
  due: "Due date",
  estimate: "Estimate",
  parent: "Parent",
  cycle: "Cycle",
  milestone: "Milestone",
};

const customPrefix = "fields/";

/** The path of a custom field among a task's conflicts. */
export function customPath(field: string): string {
  return customPrefix + field;
}

/** What people call the field that a path such as `due` or `fields/<id>` leads to. */
export function fieldName(path: string, names: Names): string {
  if (!path.startsWith(customPrefix)) return fieldNames[path] ?? path;
  return names.field(path.slice(customPrefix.length))?.name ?? "Removed field";
}

/** One value of a field in words. */
export function valueWords(path: string, value: unknown, names: Names): string {
  if (value === null || value === undefined) return "Nothing";
  if (path.startsWith(customPrefix)) {
    return isFieldValue(value)
      ? customWords(path.slice(customPrefix.length), value, names)
      : String(value);
  }
  const text = String(value);
  switch (path) {
    case "state":
      return names.state(text);
    case "priority":
      return priorityNames[text as Priority] ?? text;
    case "start":
    case "due":
      return names.date(text);
    case "estimate":
      return pointsWords(Number(value));
    case "parent":
      return names.task(text);
    case "cycle":
      return names.cycle(text);
    case "milestone":
      return names.milestone(text);
    default:
      return text;
  }
}

/** A custom field's value in words. */
export function customWords(field: string, value: FieldValue, names: Names): string {
  const option = (id: string): string =>
    names.field(field)?.options.find((each) => each.id === id)?.name ?? "a removed option";
  switch (value.type) {
    case "checkbox":
      return value.value ? "Yes" : "No";
    case "date":
      return names.date(value.value);
    case "select":
      return option(value.value);
    case "multi_select":
      return value.value.length === 0 ? "Nothing" : listed(value.value.map(option));
    case "user":
      return names.person(value.value);
    case "number":
      return String(value.value);
    default:
      return value.value;
  }
}

export function isFieldValue(value: unknown): value is FieldValue {
  return typeof value === "object" && value !== null && "type" in value && "value" in value;
}
