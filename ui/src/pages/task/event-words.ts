/**
 * The activity in words: what somebody did, as the rest of a sentence that begins with their name.
 * It has words for every event of the model (crdt-model/src/event.rs), and for those of a newer one.
 */
import type { ActivityLine, Priority } from "../../backend/types";
import { pointsWords } from "../../parts/task/points";
import { priorityNames } from "../../store/grouping";
import type { Names } from "./names";
import { customWords, isFieldValue } from "./values";

export type ActivityEvent = ActivityLine["event"];

type Words = (event: ActivityEvent, names: Names, author: string | null) => string;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const quoted = (value: unknown): string => `“${text(value)}”`;
const given = (value: unknown): boolean => value !== null && value !== undefined;

/** "set it to B", "changed it from A to B", "removed it". */
function changed(what: string, say: (value: unknown, names: Names) => string): Words {
  return ({ from, to }, names) => {
    if (!given(to)) return `removed the ${what}`;
    if (!given(from)) return `set the ${what} to ${say(to, names)}`;
    return `changed the ${what} from ${say(from, names)} to ${say(to, names)}`;
  };
}

const date = (value: unknown, names: Names): string => names.date(text(value));
const priority = (value: unknown): string => priorityNames[text(value) as Priority] ?? text(value);

const relations: Record<string, string> = {
  blocks: "blocks",
  duplicates: "duplicates",
  relates_to: "relates to",
};
const relation = ({ kind, task }: ActivityEvent, names: Names): string =>
  `“${relations[text(kind)] ?? text(kind)} ${names.task(text(task))}”`;

const table: Record<string, Words> = {
  task_created: () => "created the task",
  task_title_changed: ({ from, to }) => `renamed it from ${quoted(from)} to ${quoted(to)}`,
  task_state_changed: ({ from, to }, names) => {
    if (!given(to)) return `took it out of ${names.state(text(from))}`;
    if (!given(from)) return `moved it to ${names.state(text(to))}`;
    return `moved it from ${names.state(text(from))} to ${names.state(text(to))}`;
  },
  task_priority_changed: ({ from, to }) => {
    if (to === "none") return "removed the priority";
    if (from === "none") return `set the priority to ${priority(to)}`;
    return `changed the priority from ${priority(from)} to ${priority(to)}`;
  },
  task_assigned: ({ user }, names, author) =>
    `assigned ${names.isSame(author, text(user)) ? "themselves" : names.person(text(user))}`,
  task_unassigned: ({ user }, names, author) =>
    `unassigned ${names.isSame(author, text(user)) ? "themselves" : names.person(text(user))}`,
  task_label_added: ({ label }, names) => `added the label ${names.label(text(label))}`,
  task_label_removed: ({ label }, names) => `removed the label ${names.label(text(label))}`,
  task_start_changed: changed("start date", date),
  task_due_changed: changed("due date", date),
  task_estimate_changed: changed("estimate", (value) => pointsWords(Number(value))),
  task_parent_changed: ({ from, to }, names) =>
    given(to)
      ? `made it a part of ${names.task(text(to))}`
      : `took it out of ${names.task(text(from))}`,
  task_cycle_changed: changed("cycle", (value, names) => names.cycle(text(value))),
  task_milestone_changed: changed("milestone", (value, names) => names.milestone(text(value))),
  task_relation_added: (event, names) => `added the relation ${relation(event, names)}`,
  task_relation_removed: (event, names) => `removed the relation ${relation(event, names)}`,
  task_field_changed: (event, names) => {
    const field = text(event.field);
    const say = (value: unknown): string =>
      isFieldValue(value) ? customWords(field, value, names) : "";
    return changed(names.field(field)?.name ?? "removed field", say)(event, names, null);
  },
  task_numbered: ({ number }) => `gave it the number ${String(number)}`,
  task_deleted: () => "deleted the task",
  task_restored: () => "restored the task",
  comment_added: ({ parent }) => (given(parent) ? "replied to a comment" : "commented"),
  comment_edited: () => "edited a comment",
  comment_deleted: () => "deleted a comment",
  reaction_added: ({ emoji }) => `reacted to a comment with ${text(emoji)}`,
  reaction_removed: ({ emoji }) => `took back the ${text(emoji)} on a comment`,
  attachment_added: ({ name }) => `attached ${quoted(name)}`,
  attachment_removed: () => "removed an attachment",
  text_edited: () => "changed the description",
  project_created: ({ name }) => `created the project ${quoted(name)}`,
  project_renamed: ({ from, to }) => `renamed the project from ${quoted(from)} to ${quoted(to)}`,
  project_key_changed: ({ from, to }) =>
    `changed the project’s key from ${text(from)} to ${text(to)}`,
  project_settings_changed: ({ what }) => `changed the project’s ${text(what)}`,
  project_deleted: () => "deleted the project",
  project_restored: () => "restored the project",
};

/** What follows the author's name. */
export function eventWords(event: ActivityEvent, names: Names, author: string | null): string {
  const words = Object.hasOwn(table, event.type) ? table[event.type] : undefined;
  return words?.(event, names, author) ?? "changed something that this version cannot show";
}

/** Whose name the sentence begins with. */
export function authorWords({ author }: ActivityLine, names: Names): string {
  return author === null ? "Somebody" : names.person(author);
}
