/** The steps of an import as one machine: what was answered leads on, what failed says where. */
import type { Failure } from "../../backend/failure";
import type { ImportPreview, ImportProgress, ImportReport } from "../../backend/types";
import { carried, fieldOf, guessOf, type Mapping, sourceOf, type Target } from "./mapping";

export interface PickedFile {
  name: string;
  bytes: Uint8Array;
}

/** A file that could be read, and what is to be made of it. */
export interface Draft {
  file: PickedFile;
  preview: ImportPreview;
  mapping: Mapping;
  source: string;
}

export interface Problem {
  /** The field it is about; null: the file as a whole. */
  field: Target | null;
  words: string;
}

export type Step =
  | { at: "choose"; problem: string | null }
  | { at: "reading"; file: PickedFile; draft: Draft | null }
  | { at: "map"; draft: Draft; problem: Problem | null; checked: ImportReport | null }
  | { at: "running"; draft: Draft; dry: boolean; progress: Progress; stopping: boolean }
  | { at: "report"; draft: Draft; report: ImportReport };

export interface Progress extends ImportProgress {
  /** Milliseconds. */
  began: number;
  now: number;
}

export type Happening =
  | { type: "picked"; file: PickedFile }
  | { type: "unreadable"; words: string }
  | { type: "read"; preview: ImportPreview }
  | { type: "mapped"; target: Target; column: string | null }
  | { type: "named"; source: string }
  | { type: "began"; dry: boolean; now: number }
  | { type: "progressed"; progress: ImportProgress; now: number }
  | { type: "stopping" }
  | { type: "done"; report: ImportReport }
  | { type: "failed"; failure: Failure }
  | { type: "back" }
  | { type: "again" };

export const start: Step = { at: "choose", problem: null };

/** What happens at a step where it makes no sense changes nothing: answers may come late. */
export function next(step: Step, event: Happening): Step {
  switch (event.type) {
    case "picked":
      return step.at === "running"
        ? step
        : { at: "reading", file: event.file, draft: draftFor(step, event.file) };
    case "unreadable":
      return { at: "choose", problem: event.words };
    case "read":
      return step.at === "reading" ? read(step, event.preview) : step;
    case "mapped":
      return step.at === "map"
        ? edit(step, { mapping: { ...step.draft.mapping, [event.target]: event.column } })
        : step;
    case "named":
      return step.at === "map" ? edit(step, { source: event.source }) : step;
    case "began":
      return step.at === "map" ? begin(step.draft, event.dry, event.now) : step;
    case "progressed":
      return step.at === "running"
        ? { ...step, progress: { ...step.progress, ...event.progress, now: event.now } }
        : step;
    case "stopping":
      return step.at === "running" ? { ...step, stopping: true } : step;
    case "done":
      return step.at === "running" ? finish(step, event.report) : step;
    case "failed":
      return fail(step, event.failure);
    case "back":
      return step.at === "report"
        ? { at: "map", draft: step.draft, problem: null, checked: null }
        : step;
    case "again":
      return start;
  }
}

/** Rows a second so far; null while that would be a guess. */
export function rate({ done, began, now }: Progress): number | null {
  const seconds = (now - began) / 1000;
  return seconds >= 0.25 && done > 0 ? Math.round(done / seconds) : null;
}

/** The same file again (another delimiter) keeps what was chosen. */
function draftFor(step: Step, file: PickedFile): Draft | null {
  return step.at === "map" && step.draft.file.bytes === file.bytes ? step.draft : null;
}

function read({ file, draft }: Step & { at: "reading" }, preview: ImportPreview): Step {
  const mapping = draft === null ? guessOf(preview) : carried(draft.mapping, preview);
  const source = draft === null ? sourceOf(file.name) : draft.source;
  return {
    at: "map",
    draft: { file, preview, mapping, source },
    problem: null,
    checked: null,
  };
}

/** A check is about the mapping that it was made with. */
function edit(step: Step & { at: "map" }, change: Partial<Draft>): Step {
  return { at: "map", draft: { ...step.draft, ...change }, problem: null, checked: null };
}

function begin(draft: Draft, dry: boolean, now: number): Step {
  const progress = { done: 0, total: draft.preview.row_count, began: now, now };
  return { at: "running", draft, dry, progress, stopping: false };
}

function finish({ draft, dry }: Step & { at: "running" }, report: ImportReport): Step {
  return dry
    ? { at: "map", draft, problem: null, checked: report.stopped ? null : report }
    : { at: "report", draft, report };
}

function fail(step: Step, { words }: Failure): Step {
  switch (step.at) {
    case "running":
      return {
        at: "map",
        draft: step.draft,
        problem: { field: fieldOf(words, step.draft.mapping), words },
        checked: null,
      };
    case "reading":
      // Another delimiter that does not fit leaves the reading that did.
      return step.draft === null
        ? { at: "choose", problem: words }
        : { at: "map", draft: step.draft, problem: { field: null, words }, checked: null };
    default:
      return step;
  }
}
