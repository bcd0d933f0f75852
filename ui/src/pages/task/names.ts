/** What ids are called. Sentences are made of names; what is no longer there still has words. */
import type { DateText, Field, Project, TaskLine, Uuid } from "../../backend/types";
import type { People } from "../../store/people";

export interface Names {
  person: (id: Uuid) => string;
  /** Whether two ids are the same person. */
  isSame: (a: Uuid | null, b: Uuid | null) => boolean;
  state: (id: Uuid) => string;
  label: (id: Uuid) => string;
  cycle: (id: Uuid) => string;
  milestone: (id: Uuid) => string;
  /** Key and title. */
  task: (id: Uuid) => string;
  field: (id: Uuid) => Field | undefined;
  date: (day: DateText) => string;
}

export function namesOf(
  project: Project,
  people: People,
  lineOf: (id: Uuid) => TaskLine | undefined,
): Names {
  const named = (all: readonly { id: Uuid; name: string }[], missing: string) => (id: Uuid) =>
    all.find((each) => each.id === id)?.name ?? missing;
  const userOf = (id: Uuid): Uuid => people.get(id)?.user ?? id;
  return {
    person: (id) => people.get(id)?.name ?? "Former member",
    isSame: (a, b) => a !== null && b !== null && userOf(a) === userOf(b),
    state: named(project.states, "a removed state"),
    label: named(project.labels, "a removed label"),
    cycle: named(project.cycles, "a removed cycle"),
    milestone: named(project.milestones, "a removed milestone"),
    task: (id) => {
      const line = lineOf(id);
      return line === undefined ? "another task" : `${line.key} ${line.title}`;
    },
    field: (id) => project.fields.find((each) => each.id === id),
    date: dateWords,
  };
}

const withYear = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** `Wed, 31 Mar 2027`; what is no date stays as it is. */
export function dateWords(day: DateText): string {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : withYear.format(date);
}

/** `A`, `A and B`, `A, B and C`. */
export function listed(words: readonly string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
