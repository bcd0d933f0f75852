import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labels, makeLines, makeProject, members, states } from "../backend/fake/seed";
import type { Delta, Priority, TaskLine } from "../backend/types";
import { noFilter, predicate } from "./filter";
import { groupings } from "./grouping";
import { Lines } from "./lines";
import { sorts } from "./order";
import { Rows } from "./rows";
import { type Sense, type Shape, View } from "./view";

const now = Date.UTC(2026, 10, 28);
const sense: Sense = {
  project: makeProject("p", "Front lamp", "LAMP", now),
  members: members.slice(0, 3),
  // The fifth person's id is an older id of the first.
  person: (id) => (id === members[4]?.user ? (members[0]?.user ?? id) : id),
  today: "2026-11-28",
};

const ids = Array.from({ length: 12 }, (_, index) => `t${index}`);
const stateIds = [...states.map(({ id }) => id), "a state that is gone"];
const people = members.map(({ user }) => user);
const someOf = (from: string[]): fc.Arbitrary<string[]> => fc.subarray(from);

const line: fc.Arbitrary<TaskLine> = fc
  .record(
    {
      id: fc.constantFrom(...ids),
      key: fc.constantFrom("LAMP-2", "LAMP-10", "LAMP-~3f2a1b"),
      title: fc.constantFrom("Beam", "beam", "Zebra", "Älter", "Lens 10", "Lens 9"),
      order: fc.constantFrom("a", "a0", "b", "c"),
      created_at: fc.constantFrom(1, 2),
      updated_at: fc.constantFrom(1, 2, 3),
      state: fc.constantFrom(...stateIds),
      category: fc.constantFrom("backlog", "started", "completed"),
      priority: fc.constantFrom<Priority>("low", "high", "urgent"),
      assignees: someOf(people),
      labels: someOf([...labels.map(({ id }) => id), "a label that is gone"]),
      due: fc.constantFrom("2026-11-27", "2026-11-28", "2026-12-02", "2027-01-01"),
      estimate: fc.constantFrom(1, 2, 5),
      parent: fc.constantFrom("t0", "t1", "t2"),
      conflicts: fc.constantFrom(1, 2),
    },
    { requiredKeys: ["id", "key", "title", "order", "created_at", "updated_at"] },
  )
  .map((made) => made as TaskLine);

const delta = fc
  .record({
    revision: fc.integer({ min: 1, max: 40 }),
    upserted: fc.uniqueArray(line, { selector: ({ id }) => id, maxLength: 4 }),
    removed: fc.subarray(ids, { maxLength: 2 }),
  })
  .map(
    ({ revision, upserted, removed }): Delta => ({
      revision,
      project: "p",
      upserted,
      removed: removed.filter((id) => !upserted.some((kept) => kept.id === id)),
      touched: [],
      workspace: false,
    }),
  );

const shape: fc.Arbitrary<Shape> = fc.record({
  grouping: fc.constantFrom(...groupings),
  sort: fc.constantFrom(...sorts),
  filter: fc.record({
    categories: fc.subarray(["backlog", "started"] as const),
    assignees: fc.subarray([null, people[0] ?? null, people[1] ?? null]),
    labels: fc.subarray([null, labels[0]?.id ?? null]),
    priorities: fc.subarray(["none", "high"] as const),
    due: fc.constantFrom(null, "overdue", "today", "week", "none"),
    conflicted: fc.boolean(),
    text: fc.constantFrom("", "", "lens", "LAMP 10"),
  }),
});

function opened(lines: TaskLine[]): Lines {
  const all = new Lines();
  all.open({ project: "p", revision: 0, lines });
  return all;
}

function seen(view: View): unknown {
  return {
    shown: view.shown,
    groups: view.groups.map(({ key, lines, points }) => ({ key, lines, points })),
  };
}

describe("a view", () => {
  const beginning = fc.uniqueArray(line, { selector: ({ id }) => id });

  test("kept by deltas equals one made anew", () => {
    fc.assert(
      fc.property(beginning, fc.array(delta, { maxLength: 12 }), shape, (start, deltas, wanted) => {
        const lines = opened(start);
        const view = new View(lines.all(), wanted, sense);
        for (const each of deltas) {
          view.apply(lines.apply(each));
          expect(seen(view)).toEqual(seen(new View(lines.all(), wanted, sense)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("shows exactly the lines that pass its filter, each in all of its groups", () => {
    fc.assert(
      fc.property(beginning, shape, (start, wanted) => {
        const view = new View(start, wanted, sense);
        const passes = predicate(wanted.filter, sense);
        const inGroups = new Set(view.groups.flatMap(({ lines }) => lines.map(({ id }) => id)));
        expect([...inGroups].sort()).toEqual(
          start
            .filter(passes)
            .map(({ id }) => id)
            .sort(),
        );
      }),
    );
  });

  test("finds every row at the index that it says", () => {
    fc.assert(
      fc.property(beginning, shape, fc.subarray(["", ...stateIds]), (start, wanted, collapsed) => {
        const view = new View(start, wanted, sense);
        const rows = new Rows(view, new Set(collapsed));
        for (let index = 0; index < rows.count; index += 1) {
          const row = rows.at(index);
          expect(row).toBeDefined();
          if (row?.kind !== "task") continue;
          expect(rows.indexOf({ group: row.group.key, task: row.line.id }, row.line)).toBe(index);
        }
        expect(rows.at(rows.count)).toBeUndefined();
      }),
    );
  });
});

describe("lines", () => {
  test("are the same in whatever order the deltas come, and however often", () => {
    // Each revision wrote one thing, as a database's revisions do.
    const history = fc.uniqueArray(delta, { selector: ({ revision }) => revision });
    fc.assert(
      fc.property(history, fc.array(fc.nat()), (deltas, picks) => {
        const inOrder = opened([]);
        for (const each of deltas.toSorted((a, b) => a.revision - b.revision)) inOrder.apply(each);
        const jumbled = opened([]);
        for (const pick of picks) {
          const again = deltas[pick % Math.max(1, deltas.length)];
          if (again !== undefined) jumbled.apply(again);
        }
        for (const each of deltas) jumbled.apply(each);
        for (const id of ids) expect(jumbled.get(id)).toEqual(inOrder.get(id));
      }),
    );
  });

  test("know the children of each, whatever came and went", () => {
    const beginning = fc.uniqueArray(line, { selector: ({ id }) => id });
    const sorted = (of: TaskLine[]) => of.map(({ id }) => id).sort();
    fc.assert(
      fc.property(beginning, fc.array(delta, { maxLength: 12 }), (start, deltas) => {
        const lines = opened(start);
        for (const each of deltas) {
          lines.apply(each);
          for (const id of ids) {
            const children = [...lines.all()].filter(({ parent }) => parent === id);
            expect(sorted(lines.childrenOf(id))).toEqual(sorted(children));
          }
        }
      }),
    );
  });

  test("ignore what was already in them when they were opened", () => {
    const [first] = makeLines("LAMP", 1, now, 1);
    if (first === undefined) throw new Error("no line was made");
    const lines = new Lines();
    lines.open({ project: "p", revision: 7, lines: [first] });
    const stale = { ...first, title: "Older" };
    const told = { project: "p", removed: [], touched: [], workspace: false };
    expect(lines.apply({ ...told, revision: 7, upserted: [stale] })).toEqual([]);
    expect(lines.get(first.id)?.title).toBe(first.title);
  });

  test("tell the listeners of a row, and no others", () => {
    const [one, two] = makeLines("LAMP", 2, now, 1);
    if (one === undefined || two === undefined) throw new Error("no lines were made");
    const lines = opened([one, two]);
    const told: string[] = [];
    lines.listen(one.id, () => told.push("one"));
    const stop = lines.listen(two.id, () => told.push("two"));
    const change = { project: "p", removed: [], touched: [], workspace: false };
    lines.apply({ ...change, revision: 1, upserted: [{ ...one, title: "Changed" }] });
    expect(told).toEqual(["one"]);
    stop();
    lines.apply({ ...change, revision: 2, upserted: [{ ...two, title: "Changed" }] });
    expect(told).toEqual(["one"]);
  });
});

test("one change among 10,000 tasks costs less than half a millisecond", () => {
  const many = makeLines("LAMP", 10_000, now, 1);
  const lines = opened(many);
  const view = new View(lines.all(), { grouping: "state", sort: "order", filter: noFilter }, sense);
  const times: number[] = [];
  for (let turn = 1; turn <= 300; turn += 1) {
    const before = many[(turn * 31) % many.length];
    const state = states[turn % states.length];
    if (before === undefined || state === undefined) throw new Error("no line was made");
    const after = { ...before, state: state.id, category: state.category };
    const started = performance.now();
    const change = { project: "p", removed: [], touched: [], workspace: false };
    view.apply(lines.apply({ ...change, revision: turn, upserted: [after] }));
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  expect(times[150]).toBeLessThan(0.5);
});
