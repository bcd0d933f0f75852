import { expect, test } from "vitest";
import type { TaskLine } from "../../backend/types";
import { namedLabels } from "./card-room";

const line = (more: Partial<TaskLine> = {}): TaskLine => ({ ...({} as TaskLine), ...more });
const customer = { name: "customer" };
const hardware = { name: "hardware" };

test("labels are shown by name while there is room", () => {
  expect(namedLabels(line(), [])).toBe(0);
  expect(namedLabels(line(), [customer, hardware])).toBe(2);
  expect(namedLabels(line({ priority: "low", estimate: 3 }), [customer, hardware])).toBe(2);
});

test("beside a date and comments, only the first of several is", () => {
  const full = line({ priority: "low", estimate: 3, due: "2026-12-05", comments: 1 });
  expect(namedLabels(full, [customer, hardware])).toBe(1);
  expect(namedLabels(full, [customer])).toBe(1);
});
