import { expect, test } from "vitest";
import type { TaskLine } from "../../backend/types";
import { labelsOf } from "./sense";

const label = (id: string, name: string) => ({ id, name, color: "" });
const labels = new Map([
  ["1", label("1", "supply")],
  ["2", label("2", "Hardware")],
]);

test("labels stand by name, whatever their ids, and without those that are gone", () => {
  const line = { labels: ["1", "gone", "2"] } as TaskLine;
  expect(labelsOf(line, { states: new Map(), labels }).map(({ name }) => name)).toEqual([
    "Hardware",
    "supply",
  ]);
});
