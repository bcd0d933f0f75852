/** What a letter costs in a long text, in this process: the page's layout is measured elsewhere. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as A from "@automerge/automerge/slim";
import { EditorState } from "prosemirror-state";
import { beforeAll, expect, test } from "vitest";
import { TextBinding } from "./binding";

const letters = 20_000;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await A.initializeWasm(new Uint8Array(readFileSync(wasm)));
});

test("a letter costs the same in a text of any length, and a save stays far under its interval", () => {
  const line = "\tat org.example.Lamp.shine(Lamp.java:12)\r\n";
  const text = line.repeat(Math.ceil(letters / line.length)).slice(0, letters);
  const bytes = A.save(A.from({ text }, { actor: "f".repeat(32) }));
  const actor = "1".repeat(32);
  const header = { actor, author: "ab".repeat(16), owner: "owner", role: "description" };
  const binding = new TextBinding(header, bytes);
  const middle = Math.floor(binding.shown().content.size / 2);

  const letter: number[] = [];
  const save: number[] = [];
  let size = 0;
  for (let round = 0; round < 20; round += 1) {
    let state = EditorState.create({ doc: binding.shown() });
    for (let typed = 0; typed < 5; typed += 1) {
      letter.push(
        timed(() => {
          state = state.apply(state.tr.insertText("x", middle));
        }),
      );
    }
    save.push(
      timed(() => {
        size = binding.commit(state.doc)?.length ?? 0;
      }),
    );
  }
  console.info(
    `20,000 characters: a letter ${median(letter)} ms, a save ${median(save)} ms, ${size} bytes`,
  );
  expect(median(letter)).toBeLessThan(8);
  expect(median(save)).toBeLessThan(125);
});

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] ?? 0) * 100) / 100;
}
