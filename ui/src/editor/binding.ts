/**
 * One text between Automerge and ProseMirror.
 *
 * Typing touches ProseMirror alone, so that a keystroke costs the same in a text of any length.
 * From time to time `commit` makes one Automerge change of what was typed, by the difference
 * between the text as it stood and as it stands; and `merge` takes in what others did.
 *
 * Knows nothing of a page: it is tested without one.
 */
import * as A from "@automerge/automerge/slim";
import type { Node } from "prosemirror-model";
import { type Flat, flatten, indexAt, positionAt } from "./flat";
import { beginsWithMarker, render } from "./render";
import { hasSameText, type Path, writeMarks, writeText } from "./write";

export interface TextHeader {
  /** The actor of this editor and of no other. */
  actor: string;
  /** Who types: the bytes of the person's id, in hexadecimal. */
  author: string;
  /** Whose text it is and what it is to them: said by the first change of a new text. */
  owner: string;
  role: string;
}

interface TextDoc {
  [key: string]: unknown;
  owner?: A.ImmutableString;
  role?: A.ImmutableString;
  text: string;
}

const path: Path = ["text"];

export class TextBinding {
  #doc: A.Doc<TextDoc>;
  #header: TextHeader;
  /** The text as it was last agreed on: what the editor showed then. */
  #shown: Node;

  constructor(header: TextHeader, bytes: Uint8Array) {
    this.#header = header;
    this.#doc = written(bytes, header);
    this.#shown = render(this.#spans());
  }

  /** The text without its marks, as Automerge has it. */
  text(): string {
    return this.#spans()
      .map((span) => (span.type === "text" ? span.value : ""))
      .join("");
  }

  heads(): A.Heads {
    return A.getHeads(this.#doc);
  }

  /** What an editor shows: what was last committed or merged. */
  shown(): Node {
    return this.#shown;
  }

  /** Makes one change of what was typed; null when nothing differs. */
  commit(typed: Node): Uint8Array | null {
    if (typed.eq(this.#shown)) return null;
    const heads = this.heads().join();
    const { owner, role } = this.#header;
    const wanted = flatten(typed);
    // Automerge's own clock counts seconds; Aloft's documents say milliseconds.
    this.#doc = A.change(this.#doc, { time: Date.now() }, (doc) => {
      if (doc.owner === undefined) doc.owner = new A.ImmutableString(owner);
      if (doc.role === undefined) doc.role = new A.ImmutableString(role);
      write(doc, flatten(this.#shown), wanted);
    });
    this.#shown = render(this.#spans());
    return this.heads().join() === heads ? null : (A.getLastLocalChange(this.#doc) ?? null);
  }

  /** Takes in what others did. What was typed must be committed before. */
  merge(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#doc = A.loadIncremental(this.#doc, bytes);
    this.#shown = render(this.#spans());
  }

  /** A place in the text that stays where it is while others write. */
  cursorAt(position: number): string {
    const flat = flatten(this.#shown);
    const implied = this.#implied();
    const index = Math.max(0, indexAt(flat, position) - implied);
    return A.getCursor(this.#doc, path, index < flat.text.length - implied ? index : "end");
  }

  /** Where that place is now; null when this document does not know it. */
  positionOf(cursor: string): number | null {
    try {
      const index = A.getCursorPosition(this.#doc, path, cursor as A.Cursor);
      return positionAt(flatten(this.#shown), index + this.#implied());
    } catch {
      return null;
    }
  }

  free(): void {
    A.free(this.#doc);
  }

  #spans(): A.Span[] {
    return A.spans(this.#doc, path);
  }

  /** The first line's marker stands in the flat text, and perhaps not in Automerge. */
  #implied(): number {
    return beginsWithMarker(this.#spans()) ? 0 : 1;
  }
}

/** Writes what differs, and looks at what it wrote: the text that is saved is the text that was seen. */
function write(doc: TextDoc, before: Flat, wanted: Flat): void {
  let isImplied = writeText(doc, path, before, wanted, !beginsWithMarker(A.spans(doc, path)));
  let held = flatten(render(A.spans(doc, path)));
  if (!hasSameText(held, wanted)) {
    isImplied = writeText(doc, path, held, wanted, !beginsWithMarker(A.spans(doc, path)));
    held = flatten(render(A.spans(doc, path)));
    if (!hasSameText(held, wanted)) throw new Error("the text cannot be written as it stands");
  }
  // A mark grows into what is typed at its end: it is taken off where it was not seen.
  writeMarks(doc, path, held.marks, wanted.marks, isImplied);
}

/**
 * The document as this editor writes it. Loading takes no notice of an author, and an author, once
 * set, comes with an actor of its own making: each is given to a copy, the actor to the last.
 */
function written(bytes: Uint8Array, { actor, author }: TextHeader): A.Doc<TextDoc> {
  const loaded = A.load<TextDoc>(bytes);
  const authored = A.clone(loaded, { author });
  const doc = A.clone(authored, { actor });
  A.free(loaded);
  A.free(authored);
  return doc;
}
