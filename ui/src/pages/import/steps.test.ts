import { describe, expect, it } from "vitest";
import { Failure } from "../../backend/failure";
import type { ImportPreview, ImportReport } from "../../backend/types";
import { choosable, faultsOf, requestOf, sourceOf } from "./mapping";
import { refusedText, summary } from "./report";
import { type Happening, next, type PickedFile, rate, type Step, start } from "./steps";

const file: PickedFile = { name: "mesos.csv", bytes: new Uint8Array([1]) };
const preview: ImportPreview = {
  token: "t",
  file_name: "mesos.csv",
  delimiter: ",",
  columns: ["issuekey", "title", "description", "points"],
  rows: [["A-1", "One", "", "3"]],
  row_count: 1,
  guess: { id: "issuekey", title: "title", description: "description", estimate: "gone" },
};
const report: ImportReport = {
  created: 1,
  updated: 0,
  unchanged: 0,
  skipped: [],
  refused: [],
  stopped: false,
};

const stepAfter = (...events: Happening[]): Step => events.reduce(next, start);
const picked: Happening = { type: "picked", file };
const read: Happening = { type: "read", preview };
const began = (dry: boolean): Happening => ({ type: "began", dry, now: 1000 });
const failed = (words: string): Happening => ({
  type: "failed",
  failure: new Failure("invalid", words),
});

describe("an import", () => {
  it("reads a file and guesses what its columns are, as far as they exist", () => {
    const step = stepAfter(picked, read);
    expect(step).toMatchObject({
      at: "map",
      draft: {
        source: "mesos",
        mapping: { id: "issuekey", title: "title", description: "description", estimate: null },
      },
    });
  });

  it("says why a file cannot be read where it was chosen", () => {
    expect(stepAfter(picked, failed("The file is empty."))).toEqual({
      at: "choose",
      problem: "The file is empty.",
    });
  });

  it("keeps choices when the file is read with another delimiter", () => {
    const step = stepAfter(
      picked,
      read,
      { type: "mapped", target: "title", column: "description" },
      { type: "named", source: "tracker" },
      picked,
      {
        type: "read",
        preview: { ...preview, delimiter: ";", columns: ["issuekey", "description"] },
      },
    );
    expect(step).toMatchObject({
      at: "map",
      draft: {
        source: "tracker",
        mapping: { id: "issuekey", title: "description", description: "description" },
      },
    });
  });

  it("goes back to the reading that fitted when a delimiter does not", () => {
    const step = stepAfter(picked, read, picked, failed("The file has one column."));
    expect(step).toMatchObject({
      at: "map",
      draft: { preview: { delimiter: "," } },
      problem: { field: null },
    });
  });

  it("shows a missing column at its field", () => {
    const step = stepAfter(
      picked,
      read,
      began(false),
      failed("There is no column `title`; the file has `x`."),
    );
    expect(step).toMatchObject({ at: "map", problem: { field: "title" } });
  });

  it("checks without importing, and forgets the check when the mapping changes", () => {
    const checked = stepAfter(picked, read, began(true), { type: "done", report });
    expect(checked).toMatchObject({ at: "map", checked: report });
    const changed = next(checked, { type: "mapped", target: "estimate", column: "points" });
    expect(changed).toMatchObject({ at: "map", checked: null });
  });

  it("ends in a report, from which one can come back", () => {
    const done = stepAfter(picked, read, began(false), { type: "done", report });
    expect(done).toMatchObject({ at: "report", report });
    expect(next(done, { type: "back" })).toMatchObject({ at: "map" });
    expect(next(done, { type: "again" })).toBe(start);
  });

  it("ignores what comes too late", () => {
    expect(stepAfter(read)).toBe(start);
    expect(stepAfter({ type: "done", report })).toBe(start);
    expect(stepAfter({ type: "progressed", progress: { done: 1, total: 2 }, now: 1 })).toBe(start);
    const running = stepAfter(picked, read, began(false));
    expect(next(running, picked)).toBe(running);
  });

  it("says the speed only once it is known", () => {
    const progress = { done: 500, total: 2000, began: 1000, now: 1100 };
    expect(rate(progress)).toBeNull();
    expect(rate({ ...progress, now: 1500 })).toBe(1000);
  });
});

describe("a mapping", () => {
  it("wants an id, a title and a source", () => {
    const nothing = { id: null, title: null, description: null, estimate: null };
    expect(Object.keys(faultsOf(nothing, " "))).toEqual(["id", "title", "source"]);
    expect(requestOf(preview, "p", nothing, "s", "import")).toBeNull();
  });

  it("becomes a request", () => {
    const mapping = { id: "issuekey", title: "title", description: null, estimate: null };
    expect(requestOf(preview, "p", mapping, " mesos ", "dry_run")).toEqual({
      token: "t",
      project: "p",
      source: "mesos",
      delimiter: ",",
      id: "issuekey",
      title: "title",
      description: null,
      estimate: null,
      dry_run: true,
    });
  });

  it("offers only columns that can be asked for by name", () => {
    expect(choosable(["id", "", "title", "note", "note"])).toEqual(["id", "title"]);
  });

  it("takes its source from the file's name", () => {
    expect(sourceOf("mesos.2026.csv")).toBe("mesos.2026");
    expect(sourceOf(".csv")).toBe(".csv");
  });
});

describe("a report", () => {
  it("is one line, and a table of what was refused", () => {
    const refused = [{ line: 7, id: null, reason: "its title\tis blank" }];
    expect(summary({ ...report, refused })).toBe("1 created, 1 row refused");
    expect(refusedText({ ...report, refused })).toBe("Line\tId\tReason\n7\t\tits title is blank");
  });
});
