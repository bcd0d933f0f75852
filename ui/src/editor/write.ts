/**
 * Writes the difference of two flat texts onto the Automerge text: as few characters as can be, so
 * that what others write at the same time stays where they wrote it.
 */
import * as A from "@automerge/automerge/slim";
import { type Flat, ITEM, type MarkRun } from "./flat";
import { type Marker, plain, sameMarker } from "./marker";

export type Path = [string];

/** A document inside of a change. */
export type Writable = A.Doc<unknown>;

interface Hunk {
  from: number;
  /** The end in the text before, and in the text after. */
  oldTo: number;
  newTo: number;
}

/**
 * Makes the text at `path` hold the characters and markers of `after`, given that it holds those of
 * `before`. `virtual`: the first line's marker is not in the Automerge text, since a plain first
 * line needs none. Answers whether that is so afterwards.
 */
export function writeText(
  doc: Writable,
  path: Path,
  before: Flat,
  after: Flat,
  virtual: boolean,
): boolean {
  const hunk = hunkOf(before.text, after.text);
  const shift = virtual ? 1 : 0;
  let stays = virtual;
  if (virtual && hunk.from === 0) {
    // The line that had no marker gets one, or goes.
    if (hunk.oldTo === 0) {
      hunk.oldTo += 1;
      hunk.newTo += 1;
    }
    stays = false;
  }
  const from = Math.max(0, hunk.from - shift);
  const deleted = hunk.oldTo - hunk.from - (virtual && hunk.from === 0 ? 1 : 0);
  if (deleted > 0) A.splice(doc, path, from, deleted, "");
  insert(doc, path, after, hunk, from);
  // Only a plain first line goes without a marker, and not an empty one before another.
  if (stays && (!sameMarker(after.markers.get(0) ?? plain, plain) || after.markers.has(1))) {
    A.splitBlock(doc, path, 0, blockOf(after.markers.get(0) ?? plain));
    stays = false;
  }
  updateMarkers(doc, path, before, after, hunk, { virtual, stays });
  return stays;
}

/** Makes the marks those of `wanted`, given that the characters are the same and have `held`. */
export function writeMarks(
  doc: Writable,
  path: Path,
  held: readonly MarkRun[],
  wanted: readonly MarkRun[],
  virtual: boolean,
): void {
  const shift = virtual ? 1 : 0;
  const range = (run: MarkRun) => ({
    start: run.from - shift,
    end: run.to - shift,
    expand: run.name === "link" ? ("none" as const) : ("both" as const),
  });
  for (const run of subtract(held, wanted, (a, b) => a.name === b.name)) {
    A.unmark(doc, path, range(run), run.name);
  }
  const same = (a: MarkRun, b: MarkRun) => a.name === b.name && a.value === b.value;
  for (const run of subtract(wanted, held, same)) {
    A.mark(doc, path, range(run), run.name, run.value);
  }
}

export function hasSameText(a: Flat, b: Flat): boolean {
  if (a.text !== b.text) return false;
  for (const [index, marker] of a.markers) {
    const other = b.markers.get(index);
    if (other === undefined || !sameMarker(marker, other)) return false;
  }
  return a.markers.size === b.markers.size;
}

function hunkOf(before: string, after: string): Hunk {
  const shortest = Math.min(before.length, after.length);
  let from = 0;
  while (from < shortest && before[from] === after[from]) from += 1;
  let tail = 0;
  const longest = shortest - from;
  while (tail < longest && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  // No half of an emoji is replaced alone.
  if (splitsPair(before, from) || splitsPair(after, from)) from -= 1;
  if (splitsPair(before, before.length - tail) || splitsPair(after, after.length - tail)) tail -= 1;
  return { from, oldTo: before.length - tail, newTo: after.length - tail };
}

function splitsPair(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

function insert(doc: Writable, path: Path, after: Flat, hunk: Hunk, from: number): void {
  let at = from;
  const parts = after.text.slice(hunk.from, hunk.newTo).split(/(\0)/);
  let index = hunk.from;
  for (const part of parts) {
    if (part === "") continue;
    const marker = part === ITEM ? after.markers.get(index) : undefined;
    if (marker !== undefined) A.splitBlock(doc, path, at, blockOf(marker));
    // An embed that was copied: this version cannot make one.
    else if (part === ITEM) A.splice(doc, path, at, 0, "\ufffd");
    else A.splice(doc, path, at, 0, part);
    at += part.length;
    index += part.length;
  }
}

/** Markers that stay where they are and say something else now: a paragraph became a heading. */
function updateMarkers(
  doc: Writable,
  path: Path,
  before: Flat,
  after: Flat,
  hunk: Hunk,
  first: { virtual: boolean; stays: boolean },
): void {
  const moved = hunk.newTo - hunk.oldTo;
  for (const [index, old] of before.markers) {
    if (index >= hunk.from && index < hunk.oldTo) continue;
    if (index === 0 && first.virtual) continue;
    const now = index < hunk.from ? index : index + moved;
    const marker = after.markers.get(now);
    if (marker === undefined || sameMarker(marker, old)) continue;
    A.updateBlock(doc, path, now - (first.stays ? 1 : 0), blockOf(marker));
  }
}

type Block = Parameters<typeof A.splitBlock>[3];

function blockOf(marker: Marker): Block {
  return {
    type: new A.ImmutableString(marker.type),
    parents: marker.parents.map((parent) => new A.ImmutableString(parent)),
    attrs: marker.type === "heading" ? { level: marker.level } : {},
    isEmbed: false,
  } as unknown as Block;
}

/** What of `runs` no run of `others` covers. */
function subtract(
  runs: readonly MarkRun[],
  others: readonly MarkRun[],
  covers: (run: MarkRun, other: MarkRun) => boolean,
): MarkRun[] {
  const left: MarkRun[] = [];
  for (const run of runs) {
    let { from } = run;
    for (const other of others) {
      if (!covers(run, other) || other.to <= from || other.from >= run.to) continue;
      if (other.from > from) left.push({ ...run, from, to: other.from });
      from = Math.max(from, other.to);
    }
    if (from < run.to) left.push({ ...run, from });
  }
  return left;
}
