import fc from "fast-check";
import { expect, test } from "vitest";
import { marked, standsIn } from "./marked";

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

test("a word stands in a text whatever its accents and the signs beside it", () => {
  expect(standsIn("LAMP-3 Ask for the resin’s data sheet", "resin's")).toBe(true);
  expect(standsIn("LAMP-3 Dealers in Malmö", "malmo")).toBe(true);
  expect(standsIn("LAMP-3 Dealers in Malmö", "lamp-3")).toBe(true);
  expect(standsIn("LAMP-1 Housing cracks", "resin")).toBe(false);
});
