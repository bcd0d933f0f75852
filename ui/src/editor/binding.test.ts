import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as A from "@automerge/automerge/slim";
import fc from "fast-check";
import { EditorState } from "prosemirror-state";
import { beforeAll, describe, expect, test } from "vitest";
import { TextBinding, type TextHeader } from "./binding";
import { plainText } from "./flat";
import { replaceWith } from "./replace";
import { schema } from "./schema";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await A.initializeWasm(new Uint8Array(readFileSync(wasm)));
});

const imported =
  "Steps:\r\n\tat Foo.bar(Foo.java:12)\r\n\tat Main\n\nmore \u{1F600} e\u0301 \uFFFC end";

describe("a text that was imported", () => {
  test("shows every character, and an edit changes no other", () => {
    const [one] = pair(imported);
    expect(plain(one)).toBe(imported);
    const state = EditorState.create({ doc: one.shown() });
    one.commit(state.tr.insertText("X", 3).doc);
    expect(one.text()).toBe(`${imported.slice(0, 2)}X${imported.slice(2)}`);
  });

  test("is not written when nothing was typed", () => {
    const [one] = pair(imported);
    expect(one.commit(one.shown())).toBeNull();
  });
});

test("a text that nobody has begun says whose it is with its first change", () => {
  // Made once: its change has the second in it, and in another second it is another document.
  const nobodys = genesis("");
  const one = new TextBinding(header(1), nobodys);
  const change = one.commit(paragraphs("Hello"));
  const doc = A.load<Record<string, unknown>>(nobodys);
  const [after] = A.applyChanges(doc, [change ?? new Uint8Array()]);
  expect(String(after.owner)).toBe("owner");
  expect(String(after.role)).toBe("description");
  // The relay refuses what does not say who typed it, and an actor of somebody else.
  const { actor, author, time } = A.decodeChange(change ?? new Uint8Array());
  expect(actor).toBe(header(1).actor);
  expect(author).toBe(header(1).author);
  expect(Math.abs(Date.now() - time)).toBeLessThan(60_000);
});

test("two who type apart merge, and both show the same", () => {
  fc.assert(
    fc.property(edits(), edits(), (mine, theirs) => {
      const [one, other] = pair("first line\r\nsecond line");
      const sent = [type(one, mine), type(other, theirs)];
      if (sent[1]) one.merge(sent[1]);
      if (sent[0]) other.merge(sent[0]);
      expect(one.text()).toBe(other.text());
      expect(one.shown().eq(other.shown())).toBe(true);
      for (const { insert } of [...mine, ...theirs]) {
        for (const letter of insert) expect(one.text()).toContain(letter);
      }
    }),
    { numRuns: 60 },
  );
}, 30_000);

test("an editor follows to exactly what the merge shows, and keeps its selection", () => {
  fc.assert(
    fc.property(edits(), edits(), (mine, theirs) => {
      const [one, other] = pair("alpha beta gamma");
      type(one, mine);
      const state = EditorState.create({ doc: one.shown() });
      const change = type(other, theirs);
      if (change) one.merge(change);
      const after = state.apply(replaceWith(state.tr, one.shown()));
      expect(after.doc.eq(one.shown())).toBe(true);
    }),
    { numRuns: 60 },
  );
}, 30_000);

test("blocks and marks survive the way through Automerge", () => {
  const one = new TextBinding(header(1), genesis(""));
  const { heading, paragraph, bullet_list, list_item, code_block } = schema.nodes;
  const strong = schema.marks.strong;
  if (!heading || !paragraph || !bullet_list || !list_item || !code_block || !strong) throw Error();
  const typed = schema.node("doc", null, [
    heading.create({ level: 2 }, schema.text("Plan")),
    paragraph.create(null, [schema.text("very "), schema.text("bold", [strong.create()])]),
    bullet_list.create(null, [
      list_item.create(null, paragraph.create(null, schema.text("one"))),
      list_item.create(null, paragraph.create(null, schema.text("two"))),
    ]),
    code_block.create(null, schema.text("let x = 1;\nlet y;")),
  ]);
  one.commit(typed);
  const shown = one.shown();
  expect(shown.child(0).type.name).toBe("heading");
  expect(shown.child(0).attrs.level).toBe(2);
  expect(shown.child(1).lastChild?.marks[0]?.type.name).toBe("strong");
  expect(shown.child(2).childCount).toBe(2);
  expect(shown.child(3).textContent).toBe("let x = 1;\nlet y;");
  expect(one.commit(shown)).toBeNull();
});

test("a place stays with its character while others write", () => {
  const [one, other] = pair("alpha beta");
  const cursor = one.cursorAt(7);
  const change = type(other, [{ at: 0, remove: 0, insert: "so " }]);
  if (change) one.merge(change);
  expect(one.positionOf(cursor)).toBe(10);
});

interface Edit {
  at: number;
  remove: number;
  insert: string;
}

function edits() {
  const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  return fc.array(fc.record({ at: fc.nat(30), remove: fc.constant(0), insert: letter }), {
    minLength: 1,
    maxLength: 5,
  });
}

function type(binding: TextBinding, made: readonly Edit[]): Uint8Array | null {
  let state = EditorState.create({ doc: binding.shown() });
  for (const { at, remove, insert } of made) {
    const from = 1 + Math.min(at, state.doc.content.size - 2);
    state = state.apply(state.tr.insertText(insert, from, from + remove));
  }
  return binding.commit(state.doc);
}

function paragraphs(...lines: string[]) {
  return schema.node(
    "doc",
    null,
    lines.map((line) => schema.node("paragraph", null, line === "" ? [] : [schema.text(line)])),
  );
}

function plain(binding: TextBinding): string {
  return plainText(binding.shown());
}

function header(n: number): TextHeader {
  const actor = `${n}`.repeat(32);
  return { actor, author: "ab".repeat(16), owner: "owner", role: "description" };
}

function genesis(text: string): Uint8Array {
  return A.save(A.from({ text }, { actor: "f".repeat(32) }));
}

function pair(text: string): [TextBinding, TextBinding] {
  const bytes = genesis(text);
  return [new TextBinding(header(1), bytes), new TextBinding(header(2), bytes)];
}
