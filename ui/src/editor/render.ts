/**
 * The Automerge text as a ProseMirror document. It takes any text: what the schema does not know
 * is shown plainly and kept. Each line gives one textblock, and nothing else does.
 */
import type { Span } from "@automerge/automerge/slim";
import { Fragment, type Mark, type Node, type NodeType } from "prosemirror-model";
import { embedKind, type Marker, plain, readMarker } from "./marker";
import { linkOf, schema } from "./schema";

const { nodes, marks: markTypes } = schema;

export function render(spans: readonly Span[]): Node {
  const doc: Open = { type: nodes.doc, content: [] };
  const path: Open[] = [doc];
  for (const line of linesOf(spans)) place(path, line);
  while (path.length > 1) close(path);
  return nodes.doc.create(null, doc.content);
}

/** Whether the first line begins with a marker of its own. One that is plain needs none. */
export function beginsWithMarker(spans: readonly Span[]): boolean {
  const first = spans[0];
  return first?.type === "block" && embedKind(first.value) === null;
}

interface Line {
  marker: Marker;
  inline: Node[];
}

interface Open {
  type: NodeType;
  content: Node[];
}

function linesOf(spans: readonly Span[]): Line[] {
  let line: Line = { marker: plain, inline: [] };
  const lines = beginsWithMarker(spans) ? [] : [line];
  for (const span of spans) {
    if (span.type === "text") {
      line.inline.push(...inlineOf(span.value, marksOf(span.marks ?? {})));
      continue;
    }
    const kind = embedKind(span.value);
    if (kind !== null) {
      line.inline.push(nodes.embed.create({ kind }));
      continue;
    }
    line = { marker: readMarker(span.value), inline: [] };
    lines.push(line);
  }
  return lines;
}

/** Opens what the line is in as far as it is not open, and closes the rest. */
function place(path: Open[], { marker, inline }: Line): void {
  const wanted: NodeType[] = marker.parents.flatMap((parent) => containers(parent));
  const own = marker.type === "paragraph" ? [] : containers(marker.type);
  const outer = own.slice(0, -1);
  let same = 0;
  const target = [...wanted, ...outer];
  while (same < target.length && path[same + 1]?.type === target[same]) same += 1;
  // What a list item's marker begins is a new item, even in the list that is open.
  while (path.length > same + 1) close(path);
  for (const type of [...target.slice(same), ...own.slice(-1)]) path.push({ type, content: [] });
  path.at(-1)?.content.push(textblock(marker, inline));
}

function close(path: Open[]): void {
  const done = path.pop();
  if (done !== undefined) path.at(-1)?.content.push(done.type.create(null, done.content));
}

function containers(type: string): NodeType[] {
  if (type === "blockquote") return [nodes.blockquote];
  if (type === "unordered-list-item") return [nodes.bullet_list, nodes.list_item];
  if (type === "ordered-list-item") return [nodes.ordered_list, nodes.list_item];
  return [];
}

function textblock(marker: Marker, inline: Node[]): Node {
  const content = Fragment.fromArray(inline);
  if (marker.type === "heading") return nodes.heading.create({ level: marker.level }, content);
  if (marker.type === "code-block") return nodes.code_block.create(null, content);
  return nodes.paragraph.create(null, content);
}

/** A carriage return cannot be text of the page: it is a node that remembers it. */
function inlineOf(value: string, marks: readonly Mark[]): Node[] {
  return value
    .split(/(\r\n?)/)
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith("\r")
        ? nodes.carriage.create({ text: part }, null, marks)
        : schema.text(part, marks),
    );
}

function marksOf(marks: Readonly<Record<string, unknown>>): readonly Mark[] {
  let set: readonly Mark[] = [];
  for (const [name, value] of Object.entries(marks)) {
    // A mark that was taken away is a mark without a value.
    if (value !== null && value !== undefined) set = markOf(name, value).addToSet(set);
  }
  return set;
}

function markOf(name: string, value: unknown): Mark {
  if (name === "strong" || name === "em" || name === "code") {
    if (value === true) return markTypes[name].create();
  }
  if (name === "link") {
    return markTypes.link.create(linkOf(value));
  }
  return markTypes.unknown.create({ name, value });
}
