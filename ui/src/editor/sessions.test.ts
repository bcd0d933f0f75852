/** Whatever people do with the editor's commands, apart or at once: no text is lost or unreadable. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as A from "@automerge/automerge/slim";
import fc from "fast-check";
import { deleteSelection, joinBackward, lift, splitBlock } from "prosemirror-commands";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { beforeAll, expect, test } from "vitest";
import { TextBinding } from "./binding";
import { plainText } from "./flat";
import { replaceWith } from "./replace";
import { schema } from "./schema";
import { commands, linkTo } from "./typing";

const item = schema.nodes.list_item;
const acts: Record<string, Command> = {
  ...commands,
  link: linkTo("https://example.org"),
  split: splitBlock,
  join: joinBackward,
  delete: deleteSelection,
  lift,
  indent: sinkListItem(item),
  outdent: liftListItem(item),
  splitItem: splitListItem(item),
};

interface Act {
  name: string;
  from: number;
  to: number;
  words: string;
}

const act: fc.Arbitrary<Act> = fc.record({
  name: fc.constantFrom("type", ...Object.keys(acts)),
  from: fc.nat(200),
  to: fc.nat(200),
  words: fc.constantFrom("x", "ab", "e\u0301", "\n", "\ufffc", "\u{1F600}", "\0"),
});
const sitting = fc.array(act, { minLength: 1, maxLength: 4 });

let begun: Uint8Array;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await A.initializeWasm(new Uint8Array(readFileSync(wasm)));
  begun = A.save(
    A.from({ text: "one\r\ntwo\r three\n\n\u{1F600} four" }, { actor: "f".repeat(32) }),
  );
});

test("one person's acts are saved as they were seen", () => {
  fc.assert(
    fc.property(fc.array(sitting, { minLength: 1, maxLength: 4 }), (sittings) => {
      const binding = bindingOf(1);
      for (const each of sittings) sit(binding, each);
    }),
    { numRuns: 80 },
  );
}, 60_000);

test("two people's acts at once read the same on both sides, and to whoever opens it later", () => {
  fc.assert(
    fc.property(sitting, sitting, (mine, theirs) => {
      const [one, other] = [bindingOf(1), bindingOf(2)];
      const [sent, received] = [sit(one, mine), sit(other, theirs)];
      if (received !== null) one.merge(received);
      if (sent !== null) other.merge(sent);
      expect(one.shown().eq(other.shown())).toBe(true);
      one.shown().check();
      const bytes = [begun, sent, received].filter((each) => each !== null);
      const later = bytes.slice(1).reduce((doc, change) => A.loadIncremental(doc, change), load());
      expect(new TextBinding(header(3), A.save(later)).shown().eq(one.shown())).toBe(true);
      expect(one.commit(one.shown())).toBeNull();
    }),
    { numRuns: 80 },
  );
}, 60_000);

/** Acts, commits, and looks at what was saved. */
function sit(binding: TextBinding, acted: readonly Act[]): Uint8Array | null {
  let state = EditorState.create({ doc: binding.shown() });
  for (const { name, from, to, words } of acted) {
    const [start, end] = [place(state, from), place(state, to)];
    const selection = TextSelection.between(
      state.doc.resolve(start),
      state.doc.resolve(name === "type" ? start : end),
    );
    state = state.apply(state.tr.setSelection(selection));
    if (name === "type") state = state.apply(state.tr.insertText(words));
    else
      acts[name]?.(state, (tr) => {
        state = state.apply(tr);
      });
  }
  const seen = plainText(state.doc).replaceAll("\0", "\ufffd");
  const change = binding.commit(state.doc);
  expect(plainText(binding.shown())).toBe(seen);
  const followed = state.apply(replaceWith(state.tr, binding.shown()));
  expect(followed.doc.eq(binding.shown())).toBe(true);
  return change;
}

/** A place that a caret can be at: not inside of an emoji. */
function place({ doc }: EditorState, number: number): number {
  const position = number % (doc.content.size + 1);
  const { nodeBefore, nodeAfter } = doc.resolve(position);
  const $position = doc.resolve(position);
  if ($position.textOffset === 0 || nodeBefore === null || nodeAfter === null) return position;
  return /[\ud800-\udbff]$/.test(nodeBefore.text ?? "") ? position + 1 : position;
}

function bindingOf(person: number): TextBinding {
  return new TextBinding(header(person), begun);
}

function load(): A.Doc<unknown> {
  return A.load(begun);
}

function header(person: number) {
  const actor = `${person}`.repeat(32);
  return { actor, author: "ab".repeat(16), owner: "owner", role: "description" };
}
