import { expect, it } from "vitest";
import { ago } from "./ago";

const now = Date.UTC(2026, 10, 28, 12);
const second = 1000;

it.each([
  [0, "just now"],
  [-5 * second, "just now"],
  [59 * second, "just now"],
  [60 * second, "1 minute ago"],
  [59 * 60 * second, "59 minutes ago"],
  [2 * 3600 * second, "2 hours ago"],
  [30 * 3600 * second, "yesterday"],
  [3 * 86400 * second, "3 days ago"],
  [20 * 86400 * second, "8 Nov 2026"],
])("%d ms are %s", (passed, words) => {
  expect(ago(now - passed, now)).toBe(words);
});
