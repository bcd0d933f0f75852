/** Which column of a file becomes what of a task. */
import type { ImportPreview, ImportRequest, Uuid } from "../../backend/types";

/** What a column can become, in the order in which it is asked. */
export const targets = ["id", "title", "description", "estimate"] as const;
export type Target = (typeof targets)[number];

/** Null: not taken from the file. */
export type Mapping = Record<Target, string | null>;

export const isRequired: Record<Target, boolean> = {
  id: true,
  title: true,
  description: false,
  estimate: false,
};

/** Columns that can be named: one without a name, or twice the same, cannot be asked for. */
export function choosable(columns: readonly string[]): string[] {
  const isAlone = (column: string) => columns.indexOf(column) === columns.lastIndexOf(column);
  return columns.filter((column) => column !== "" && isAlone(column));
}

/** What was guessed, as far as the file has such a column. */
export function guessOf({ guess, columns }: ImportPreview): Mapping {
  const known = (column: string | null) =>
    column !== null && columns.includes(column) ? column : null;
  return {
    id: known(guess.id),
    title: known(guess.title),
    description: known(guess.description),
    estimate: known(guess.estimate),
  };
}

/** The mapping for the same file read anew: choices that still make sense stay. */
export function carried(mapping: Mapping, preview: ImportPreview): Mapping {
  const guess = guessOf(preview);
  const kept = (target: Target) => {
    const column = mapping[target];
    return column !== null && preview.columns.includes(column) ? column : guess[target];
  };
  return {
    id: kept("id"),
    title: kept("title"),
    description: kept("description"),
    estimate: kept("estimate"),
  };
}

/** What a column was chosen for; one column may serve twice. */
export function targetsOf(mapping: Mapping, column: string): Target[] {
  return targets.filter((target) => mapping[target] === column);
}

export type Faults = Partial<Record<Target | "source", string>>;

/** Why the import cannot begin, at the field where it can be mended. */
export function faultsOf(mapping: Mapping, source: string): Faults {
  const faults: Faults = {};
  if (mapping.id === null) faults.id = "Choose the column that names each row for good.";
  if (mapping.title === null) faults.title = "Choose the column with the titles.";
  if (source.trim() === "") faults.source = "Name where the rows come from.";
  return faults;
}

/** The field that a refusal of the whole file is about, by the column that it names. */
export function fieldOf(words: string, mapping: Mapping): Target | null {
  const column = /column `([^`]*)`/.exec(words)?.[1];
  if (column === undefined) return null;
  return targets.find((target) => mapping[target] === column) ?? null;
}

/** Null while something is missing. */
export function requestOf(
  preview: ImportPreview,
  project: Uuid,
  mapping: Mapping,
  source: string,
  mode: "dry_run" | "import",
): ImportRequest | null {
  const { id, title, description, estimate } = mapping;
  if (id === null || title === null || source.trim() === "") return null;
  return {
    token: preview.token,
    project,
    source: source.trim(),
    delimiter: preview.delimiter,
    id,
    title,
    description,
    estimate,
    dry_run: mode === "dry_run",
  };
}

/** `mesos-2026.csv` → `mesos-2026`: rows are found again under this name. */
export function sourceOf(fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  return (dot > 0 ? fileName.slice(0, dot) : fileName).trim();
}
