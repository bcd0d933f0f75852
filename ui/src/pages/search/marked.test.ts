import fc from "fast-check";
import { expect, test } from "vitest";
import { marked } from "./marked";

test("marks each word wherever it stands", () => {
  const hits = marked("Lamp forgets its lamp mode", "lamp MODE").filter(({ hit }) => hit);
  expect(hits.map(({ part }) => part)).toEqual(["Lamp", "lamp", "mode"]);
});

test("no letter is lost, whatever was searched for", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, search) => {
      const parts = marked(text, search).map(({ part }) => part);
      expect(parts.join("")).toBe(text);
    }),
  );
});
