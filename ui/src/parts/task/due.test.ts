import { describe, expect, test } from "vitest";
import { dueWords, offeredDays, typedDay } from "./due";

// A Saturday.
const today = "2026-11-28";

describe("a due date in words", () => {
  test.each([
    ["2026-11-28", "Today", 0],
    ["2026-11-29", "Tomorrow", 1],
    ["2026-11-27", "Yesterday", -1],
    ["2026-12-03", "Thu", 5],
  ])("%s is %s", (due, words, days) => {
    expect(dueWords(due, today)).toEqual({ words, days });
  });

  test("names the year when it is another", () => {
    expect(dueWords("2027-03-31", today).words).toBe("31 Mar 2027");
    expect(dueWords("2026-12-24", today).words).toBe("24 Dec");
  });
});

describe("a typed day", () => {
  test.each([
    ["2027-01-31", "2027-01-31"],
    ["31.1.", "2027-01-31"],
    ["24.12.", "2026-12-24"],
    ["+3", "2026-12-01"],
    ["fri", "2026-12-04"],
    ["saturday", "2026-12-05"],
    ["31 jan", "2027-01-31"],
    ["January 31 2028", "2028-01-31"],
  ])("%s is %s", (text, day) => expect(typedDay(text, today)).toBe(day));

  test.each(["", "soon", "2027-02-30", "99.99.", "fr"])("%j is none", (text) => {
    expect(typedDay(text, today)).toBeNull();
  });
});

test("offers no day twice", () => {
  for (let day = 1; day <= 28; day += 1) {
    const offered = offeredDays(`2027-02-${String(day).padStart(2, "0")}`).map((each) => each.day);
    expect(new Set(offered).size).toBe(offered.length);
    expect(offered.toSorted()[0]).toBe(`2027-02-${String(day).padStart(2, "0")}`);
  }
});
