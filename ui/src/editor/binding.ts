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
import { pmDocFromSpans, pmNodeToSpans } from "@automerge/prosemirror";
import { amSpliceIdxToPmIdx, pmRangeToAmRange } from "@automerge/prosemirror/dist/traversal.js";
import type { Node } from "prosemirror-model";
import { adapter } from "./schema";
import { type StandIn, standInFor } from "./stand-in";

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
  owner?: A.ImmutableString;
  role?: A.ImmutableString;
  text: string;
}

const path: A.Prop[] = ["text"];

export class TextBinding {
  #doc: A.Doc<TextDoc>;
  #header: TextHeader;
  #standIn: StandIn;
  /** The text as it was last agreed on: what the editor showed then. */
  #shown: Node;

  constructor(header: TextHeader, bytes: Uint8Array) {
    this.#header = header;
    this.#doc = A.load<TextDoc>(bytes, { actor: header.actor, author: header.author });
    this.#standIn = standInFor(this.text());
    this.#shown = this.#render();
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
    const before = this.heads();
    const spans = pmNodeToSpans(adapter, typed).map((span) =>
      span.type === "text" ? { ...span, value: this.#standIn.restore(span.value) } : span,
    );
    const { owner, role } = this.#header;
    this.#doc = A.change(this.#doc, (doc) => {
      if (doc.owner === undefined) doc.owner = new A.ImmutableString(owner);
      if (doc.role === undefined) doc.role = new A.ImmutableString(role);
      A.updateSpans(doc, path, spans as A.Span[], adapter.updateSpansConfig());
    });
    this.#shown = this.#render();
    const [change] = A.getChanges(A.view(this.#doc, before), this.#doc);
    return change ?? null;
  }

  /** Takes in what others did. What was typed must be committed before. */
  merge(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#doc = A.loadIncremental(this.#doc, bytes);
    this.#standIn = standInFor(this.text());
    this.#shown = this.#render();
  }

  /** A place in the text that stays where it is while others write. */
  cursorAt(position: number): string {
    const spans = this.#hidden();
    const range = pmRangeToAmRange(adapter, spans, { from: position, to: position });
    const length = spans.reduce(
      (sum, span) => sum + (span.type === "text" ? span.value.length : 1),
      0,
    );
    const index = Math.min(range?.start ?? length, length);
    return A.getCursor(this.#doc, path, index < length ? index : "end");
  }

  /** Where that place is now; null when this document does not know it. */
  positionOf(cursor: string): number | null {
    try {
      const index = A.getCursorPosition(this.#doc, path, cursor as A.Cursor);
      return amSpliceIdxToPmIdx(adapter, this.#hidden(), index) ?? null;
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

  #hidden(): A.Span[] {
    return this.#spans().map((span) =>
      span.type === "text" ? { ...span, value: this.#standIn.hide(span.value) } : span,
    );
  }

  #render(): Node {
    return pmDocFromSpans(adapter, this.#hidden());
  }
}
