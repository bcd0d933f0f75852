/**
 * A ProseMirror document as the sequence that Automerge holds: characters, and one item for each
 * block marker or embed. Positions are UTF-16 code units, as they are in both.
 */
import type { Fragment, Mark, Node } from "prosemirror-model";
import { type Container, type Marker, plain } from "./marker";
import { schema } from "./schema";

/** Stands for a marker or an embed; no text may hold it. */
export const ITEM = "\0";

export interface Flat {
  /** One code unit for each item, {@link ITEM} for each marker and embed. Begins with a marker. */
  text: string;
  markers: ReadonlyMap<number, Marker>;
  marks: readonly MarkRun[];
  lines: readonly Line[];
}

export interface MarkRun {
  name: string;
  value: MarkValue;
  from: number;
  to: number;
}

type MarkValue = string | number | boolean;

interface Line {
  /** Of its first character in the ProseMirror document. */
  position: number;
  /** Of its first character in the flat text. */
  index: number;
  node: Node;
}

export function flatten(doc: Node): Flat {
  const text: string[] = [];
  const markers = new Map<number, Marker>();
  const marks: MarkRun[] = [];
  const lines: Line[] = [];
  let index = 0;

  const line = (node: Node, position: number, marker: Marker) => {
    markers.set(index, marker);
    text.push(ITEM);
    index += 1;
    lines.push({ position: position + 1, index, node });
    node.forEach((child) => {
      const held = contentOf(child);
      for (const mark of child.marks) addMark(marks, mark, index, index + held.length);
      text.push(held);
      index += held.length;
    });
  };

  const visit = (node: Node, position: number, parents: readonly Container[]) => {
    node.forEach((child, offset, at) => {
      const start = position + offset;
      const item = itemType(node, child, at);
      if (child.isTextblock) line(child, start, item ?? markerOf(child, parents));
      else visit(child, start + 1, inside(child, parents));
    });

    function itemType(list: Node, child: Node, at: number): Marker | null {
      // The first paragraph of a list item is what its marker begins.
      if (list.type !== schema.nodes.list_item || at > 0) return null;
      if (child.type !== schema.nodes.paragraph) return null;
      const type = parents.at(-1);
      if (type === undefined || type === "blockquote") return null;
      return { type, parents: parents.slice(0, -1), level: 0 };
    }
  };

  visit(doc, 0, []);
  return { text: wellFormed(text.join("")), markers, marks, lines };
}

/** The plain text: one line for each line. */
export function plainText(doc: Node): string {
  return linesOf(doc.content);
}

export function linesOf(content: Fragment): string {
  return content.textBetween(
    0,
    content.size,
    "\n",
    (leaf) => leaf.type.spec.leafText?.(leaf) ?? "",
  );
}

/** Where a ProseMirror position is in the flat text; between lines it is the next line's start. */
export function indexAt(flat: Flat, position: number): number {
  for (const line of flat.lines) {
    if (position < line.position) return line.index;
    if (position > line.position + line.node.content.size) continue;
    let left = position - line.position;
    let index = line.index;
    for (let at = 0; at < line.node.childCount && left > 0; at += 1) {
      const child = line.node.child(at);
      index += child.isText ? Math.min(left, child.nodeSize) : contentOf(child).length;
      left -= child.nodeSize;
    }
    return index;
  }
  return flat.text.length;
}

/** Where a place in the flat text is in ProseMirror. */
export function positionAt(flat: Flat, index: number): number {
  let line = flat.lines[0];
  for (const next of flat.lines) {
    if (next.index > index) break;
    line = next;
  }
  if (line === undefined) return 1;
  let left = index - line.index;
  let position = line.position;
  for (let at = 0; at < line.node.childCount && left > 0; at += 1) {
    const child = line.node.child(at);
    const length = contentOf(child).length;
    position += child.isText ? Math.min(left, length) : 1;
    left -= length;
  }
  return position;
}

function contentOf(child: Node): string {
  if (child.isText) return (child.text ?? "").replaceAll(ITEM, "\ufffd");
  return child.type === schema.nodes.carriage ? String(child.attrs.text) : ITEM;
}

function markerOf(node: Node, parents: readonly Container[]): Marker {
  if (node.type === schema.nodes.heading) {
    return { type: "heading", parents, level: Number(node.attrs.level) };
  }
  if (node.type === schema.nodes.code_block) return { type: "code-block", parents, level: 0 };
  return parents.length === 0 ? plain : { type: "paragraph", parents, level: 0 };
}

function inside(node: Node, parents: readonly Container[]): readonly Container[] {
  if (node.type === schema.nodes.blockquote) return [...parents, "blockquote"];
  if (node.type === schema.nodes.bullet_list) return [...parents, "unordered-list-item"];
  if (node.type === schema.nodes.ordered_list) return [...parents, "ordered-list-item"];
  return parents;
}

function addMark(marks: MarkRun[], mark: Mark, from: number, to: number): void {
  const { name, value } = readMark(mark);
  const last = marks.findLast((run) => run.name === name);
  if (last !== undefined && last.to === from && last.value === value) last.to = to;
  else marks.push({ name, value, from, to });
}

function readMark(mark: Mark): { name: string; value: MarkValue } {
  if (mark.type === schema.marks.unknown) return { name: mark.attrs.name, value: mark.attrs.value };
  if (mark.type === schema.marks.link) {
    const { href, title } = mark.attrs;
    return { name: "link", value: JSON.stringify({ href, title }) };
  }
  return { name: mark.type.name, value: true };
}

/** Half an emoji is no text; each half becomes U+FFFD, so that places stay where they are. */
function wellFormed(text: string): string {
  return text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd",
  );
}
