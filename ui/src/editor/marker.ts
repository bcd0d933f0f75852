/** The block marker at the beginning of a line, as Automerge's rich text schema has it. */

type LineType =
  | "paragraph"
  | "heading"
  | "code-block"
  | "unordered-list-item"
  | "ordered-list-item";

export type Container = "blockquote" | "unordered-list-item" | "ordered-list-item";

export interface Marker {
  type: LineType;
  /** What the line is in, outermost first. */
  parents: readonly Container[];
  /** Of headings: 1 to 3. Of others: 0. */
  level: number;
}

export const plain: Marker = { type: "paragraph", parents: [], level: 0 };

export function sameMarker(a: Marker, b: Marker): boolean {
  return (
    a.type === b.type &&
    a.level === b.level &&
    a.parents.length === b.parents.length &&
    a.parents.every((parent, at) => parent === b.parents[at])
  );
}

/** A marker as it was read. What is not known is shown as a paragraph. */
export function readMarker(block: Readonly<Record<string, unknown>>): Marker {
  const type = text(block.type);
  const parents = Array.isArray(block.parents) ? block.parents.map(text).filter(isContainer) : [];
  if (!isLineType(type)) return { type: "paragraph", parents, level: 0 };
  return { type, parents, level: type === "heading" ? level(block.attrs) : 0 };
}

/** The kind of something that stands inside a line; null: the block begins a line. */
export function embedKind(block: Readonly<Record<string, unknown>>): string | null {
  return block.isEmbed === true ? text(block.type) || "embed" : null;
}

function isLineType(type: string): type is LineType {
  return ["paragraph", "heading", "code-block"].includes(type) || isListItem(type);
}

function isContainer(type: string): type is Container {
  return type === "blockquote" || isListItem(type);
}

function isListItem(type: string): type is "unordered-list-item" | "ordered-list-item" {
  return type === "unordered-list-item" || type === "ordered-list-item";
}

function level(attrs: unknown): number {
  const found =
    typeof attrs === "object" && attrs !== null && "level" in attrs ? Number(attrs.level) : 1;
  return Number.isFinite(found) ? Math.min(3, Math.max(1, Math.round(found))) : 1;
}

/** Strings in a block are immutable strings, which are objects in JavaScript. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "val" in value) return String(value.val);
  return "";
}
