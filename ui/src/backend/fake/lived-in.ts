/** Makes the demonstration lived in: one task has everything that a task can have. */
import type { CommentNode, Cycle, Field, Milestone, TaskLine, Uuid } from "../types";
import type { Memory, Task } from "./memory";
import { idOf, lampProject, members } from "./seed";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const option = (number: number, name: string, color: string) => ({
  id: idOf(7, number),
  name,
  color,
});
const field = (number: number, name: string, type: Field["type"], options: Field["options"] = []) =>
  ({ id: idOf(6, number), name, type, options, order: `a${number}` }) satisfies Field;

export const lampFields: Field[] = [
  field(1, "Supplier", "text"),
  field(2, "Weight in grams", "number"),
  field(3, "Sample ordered", "date"),
  field(4, "Waterproof", "checkbox"),
  field(5, "Lens", "select", [
    option(1, "Glass", "#3e8ed0"),
    option(2, "Polycarbonate", "#b8793a"),
    option(3, "Acrylic", "#8457c9"),
  ]),
  field(6, "Markets", "multi_select", [
    option(4, "Germany", "#8a8f98"),
    option(5, "Netherlands", "#8a8f98"),
    option(6, "Denmark", "#8a8f98"),
  ]),
  field(7, "Tester", "user"),
  field(8, "Drawing", "url"),
];

export function lampCycles(now: number): Cycle[] {
  const date = (days: number): string => new Date(now + days * day).toISOString().slice(0, 10);
  return [
    { id: idOf(8, 1), name: "Cycle 7", start: date(-9), end: date(5) },
    { id: idOf(8, 2), name: "Cycle 8", start: date(5), end: date(19) },
  ];
}

export function lampMilestones(now: number): Milestone[] {
  const date = (days: number): string => new Date(now + days * day).toISOString().slice(0, 10);
  return [
    { id: idOf(9, 1), name: "Approval", due: date(24), order: "a1" },
    { id: idOf(9, 2), name: "First series", due: date(80), order: "a2" },
  ];
}

const lampId = (number: number): Uuid => idOf(0x101, number);
/** The task that has everything. */
export const livedIn = lampId(5);
export const livedInDescription = [
  "After a full charge the lamp starts in the brightest mode, whatever was chosen before. Riders find out in the dark, with oncoming traffic.",
  "The mode is kept in RAM, and the charger cuts the supply for 40 ms when it takes over.",
].join("\n\n");

const person = (number: number): Uuid => members[number]?.user ?? "";

export function liveIn({ tasks, now: clock }: Memory): void {
  const now = clock();
  for (const task of tasks.values()) {
    if (task.project !== lampProject || task.line.conflicts === undefined) continue;
    task.rest.conflicts = [
      {
        field: "due",
        shown: { value: task.line.due ?? null, author: person(0), at: now - 3 * hour },
        losing: [{ value: "2027-03-31", author: person(1), at: now - 2 * hour }],
      },
    ];
  }
  const rich = tasks.get(livedIn);
  if (rich === undefined) return;
  furnish(rich, now);
  for (const [number, title, state] of [
    [41, "Write the mode to flash when it changes", 5],
    [42, "Read it before the first flash of light", 3],
    [43, "Test with a cell that is cut off while it writes", 2],
  ] as const) {
    const part = tasks.get(lampId(number));
    if (part === undefined) continue;
    const category = ({ 5: "completed", 3: "started", 2: "unstarted" } as const)[state];
    part.line = { ...part.line, title, parent: rich.line.id, state: idOf(4, state), category };
  }
  const blocked = tasks.get(lampId(6));
  blocked?.rest.relations.push({ kind: "relates_to", task: rich.line.id });
  tasks.get(lampId(24))?.rest.relations.push({ kind: "blocks", task: rich.line.id });
}

function furnish(task: Task, now: number): void {
  const { line, rest } = task;
  const [supplier, weight, sample, waterproof, lens, markets, tester, drawing] = lampFields.map(
    ({ id }) => id,
  ) as [Uuid, Uuid, Uuid, Uuid, Uuid, Uuid, Uuid, Uuid];
  task.description = livedInDescription;
  task.line = {
    ...line,
    priority: "high",
    state: idOf(4, 3),
    category: "started",
    assignees: [person(1), person(2)],
    labels: [idOf(5, 2), idOf(5, 4)],
    estimate: 5,
    start: new Date(now - 6 * day).toISOString().slice(0, 10),
    due: new Date(now + 2 * day).toISOString().slice(0, 10),
    cycle: idOf(8, 1),
    milestone: idOf(9, 1),
    conflicts: 2,
    comments: 4,
    created_by: person(3),
    created_at: now - 9 * day,
    updated_at: now - 12 * minute,
  } satisfies TaskLine;
  rest.externalIds = { mesos: "MESOS-2157" };
  rest.fields = {
    [supplier]: { type: "text", value: "Kessler Optik" },
    [weight]: { type: "number", value: 84.5 },
    [sample]: { type: "date", value: new Date(now - 3 * day).toISOString().slice(0, 10) },
    [waterproof]: { type: "checkbox", value: true },
    [lens]: { type: "select", value: idOf(7, 2) },
    [markets]: { type: "multi_select", value: [idOf(7, 4), idOf(7, 5)] },
    [tester]: { type: "user", value: person(4) },
    [drawing]: { type: "url", value: "https://drawings.halo.example/lamp/5" },
  };
  rest.relations = [{ kind: "blocks", task: lampId(30) }];
  rest.attachments = [
    {
      id: idOf(0xa, 1),
      name: "current-at-takeover.png",
      media_type: "image/png",
      size: 248_310,
      sha256: "",
      added_by: person(2),
      added_at: now - 5 * day,
    },
  ];
  rest.conflicts = [
    {
      field: "due",
      shown: { value: task.line.due, author: person(0), at: now - 3 * hour },
      losing: [{ value: "2027-03-31", author: person(1), at: now - 2 * hour }],
    },
    {
      field: `fields/${lens}`,
      shown: { value: rest.fields[lens], author: person(3), at: now - day },
      losing: [{ value: { type: "select", value: idOf(7, 1) }, author: person(2), at: now - day }],
    },
  ];
  task.comments = comments(now);
  rest.activity = activity(now);
}

function comments(now: number): CommentNode[] {
  const comment = (number: number, author: Uuid, at: number, body: string): CommentNode => ({
    id: idOf(0xb, number),
    parent_id: null,
    author,
    body,
    reactions: {},
    created_at: at,
    edited_at: null,
    deleted_at: null,
    replies: [],
  });
  const first = comment(
    1,
    person(2),
    now - 5 * day,
    "Measured it: the supply is gone for 40 ms at takeover.\nThe trace is attached; the method is in https://wiki.halo.example/measuring (page 3).",
  );
  first.reactions = { "👍": [person(1), person(0)], "🎉": [person(4)] };
  first.replies = [
    comment(2, person(1), now - 5 * day + 2 * hour, "So a capacitor would do?"),
    comment(
      3,
      person(2),
      now - 5 * day + 3 * hour,
      "It would, but flash costs nothing and survives a flat cell too.",
    ),
  ];
  const last = comment(
    4,
    person(0),
    now - 50 * minute,
    "Please keep the write under 2 ms, or the light flickers.",
  );
  last.reactions = { "👀": [person(1)] };
  return [first, last];
}

function activity(now: number): Task["rest"]["activity"] {
  const line = (number: number, author: number, at: number, event: Record<string, unknown>) => ({
    change: `lived ${number}`,
    at,
    author: person(author),
    event: event as Task["rest"]["activity"][number]["event"],
  });
  const edits = [1, 2, 3, 4].map((each) =>
    line(20 + each, 1, now - 2 * day + each * minute, { type: "text_edited" }),
  );
  return [
    line(1, 3, now - 9 * day, { type: "task_created", title: "Lamp forgets its mode" }),
    line(2, 3, now - 9 * day + minute, {
      type: "task_title_changed",
      from: "Lamp forgets its mode",
      to: "Lamp forgets its mode after charging",
    }),
    line(3, 0, now - 8 * day, { type: "task_label_added", label: idOf(5, 2) }),
    line(4, 0, now - 8 * day + minute, { type: "task_label_added", label: idOf(5, 4) }),
    line(5, 0, now - 8 * day + 2 * minute, {
      type: "task_priority_changed",
      from: "none",
      to: "high",
    }),
    line(6, 1, now - 6 * day, { type: "task_assigned", user: person(1) }),
    line(7, 1, now - 6 * day + minute, {
      type: "task_state_changed",
      from: idOf(4, 2),
      to: idOf(4, 3),
    }),
    line(8, 2, now - 5 * day - minute, {
      type: "attachment_added",
      attachment: idOf(0xa, 1),
      name: "current-at-takeover.png",
    }),
    ...edits,
    line(30, 0, now - 3 * hour, {
      type: "task_due_changed",
      from: null,
      to: new Date(now + 2 * day).toISOString().slice(0, 10),
    }),
    line(31, 0, now - 12 * minute, {
      type: "task_relation_added",
      kind: "blocks",
      task: lampId(30),
    }),
  ];
}
