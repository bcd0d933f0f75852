import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ActivityLine, CommentNode, Project } from "../../backend/types";
import { autolink } from "./autolink";
import { eventWords } from "./event-words";
import { feedOf, repliesOf } from "./feed";
import { namesOf } from "./names";
import { sizeWords } from "./size";
import { linkOf, numberOf } from "./typed";
import { valueWords } from "./values";

const option = (id: string, name: string) => ({ id, name, color: "#888" });
const project = {
  states: [option("s1", "To do"), option("s2", "Done")],
  labels: [option("l1", "Optics"), option("l2", "Battery")],
  fields: [
    { id: "f1", name: "Lens", type: "select", options: [option("o1", "Glass")], order: "a" },
  ],
  cycles: [{ id: "c1", name: "Cycle 7", start: null, end: null }],
  milestones: [{ id: "m1", name: "Approval", due: null, order: "a" }],
} as unknown as Project;
const ada = { user: "ada", name: "Ada", isMe: true };
const people = new Map([
  ["ada", ada],
  ["ada-before", ada],
  ["ben", { user: "ben", name: "Ben", isMe: false }],
]);
const other = { id: "t2", key: "LAMP-2", title: "Choose a cell" };
const names = namesOf(project, people, (id) => (id === "t2" ? (other as never) : undefined));

const words = (event: ActivityLine["event"], author: string | null = "ada"): string =>
  eventWords(event, names, author);

it.each<[ActivityLine["event"], string]>([
  [{ type: "task_created", title: "X" }, "created the task"],
  [{ type: "task_title_changed", from: "A", to: "B" }, "renamed it from “A” to “B”"],
  [{ type: "task_state_changed", from: "s1", to: "s2" }, "moved it from To do to Done"],
  [{ type: "task_state_changed", from: null, to: "s2" }, "moved it to Done"],
  [{ type: "task_state_changed", from: "gone", to: null }, "took it out of a removed state"],
  [{ type: "task_priority_changed", from: "none", to: "high" }, "set the priority to High"],
  [
    { type: "task_priority_changed", from: "low", to: "high" },
    "changed the priority from Low to High",
  ],
  [{ type: "task_priority_changed", from: "low", to: "none" }, "removed the priority"],
  [{ type: "task_assigned", user: "ben" }, "assigned Ben"],
  [{ type: "task_assigned", user: "ada-before" }, "assigned themselves"],
  [{ type: "task_unassigned", user: "nobody" }, "unassigned Former member"],
  [{ type: "task_label_added", label: "l1" }, "added the label Optics"],
  [{ type: "task_label_removed", label: "l9" }, "removed the label a removed label"],
  [{ type: "task_start_changed", from: "2027-03-31", to: null }, "removed the start date"],
  [
    { type: "task_due_changed", from: null, to: "2027-03-31" },
    "set the due date to Wed, 31 Mar 2027",
  ],
  [
    { type: "task_estimate_changed", from: 1, to: 3 },
    "changed the estimate from 1 point to 3 points",
  ],
  [{ type: "task_parent_changed", from: null, to: "t2" }, "made it a part of LAMP-2 Choose a cell"],
  [{ type: "task_parent_changed", from: "t9", to: null }, "took it out of another task"],
  [{ type: "task_cycle_changed", from: null, to: "c1" }, "set the cycle to Cycle 7"],
  [{ type: "task_milestone_changed", from: "m1", to: null }, "removed the milestone"],
  [
    { type: "task_relation_added", kind: "blocks", task: "t2" },
    "added the relation “blocks LAMP-2 Choose a cell”",
  ],
  [
    { type: "task_relation_removed", kind: "relates_to", task: "t9" },
    "removed the relation “relates to another task”",
  ],
  [
    { type: "task_field_changed", field: "f1", from: null, to: { type: "select", value: "o1" } },
    "set the Lens to Glass",
  ],
  [{ type: "task_numbered", number: 12 }, "gave it the number 12"],
  [{ type: "task_deleted" }, "deleted the task"],
  [{ type: "task_restored" }, "restored the task"],
  [{ type: "comment_added", comment: "c", parent: null }, "commented"],
  [{ type: "comment_added", comment: "c", parent: "b" }, "replied to a comment"],
  [{ type: "comment_edited", comment: "c" }, "edited a comment"],
  [{ type: "comment_deleted", comment: "c" }, "deleted a comment"],
  [{ type: "reaction_added", comment: "c", emoji: "👍" }, "reacted to a comment with 👍"],
  [{ type: "reaction_removed", comment: "c", emoji: "👍" }, "took back the 👍 on a comment"],
  [{ type: "attachment_added", attachment: "a", name: "a.png" }, "attached “a.png”"],
  [{ type: "attachment_removed", attachment: "a" }, "removed an attachment"],
  [{ type: "text_edited" }, "changed the description"],
  [{ type: "project_created", name: "Lamp" }, "created the project “Lamp”"],
  [{ type: "project_renamed", from: "A", to: "B" }, "renamed the project from “A” to “B”"],
  [{ type: "project_key_changed", from: "A", to: "B" }, "changed the project’s key from A to B"],
  [{ type: "project_settings_changed", what: "labels" }, "changed the project’s labels"],
  [{ type: "project_deleted" }, "deleted the project"],
  [{ type: "project_restored" }, "restored the project"],
  [{ type: "task_teleported" }, "changed something that this version cannot show"],
  [{ type: "toString" }, "changed something that this version cannot show"],
])("says %j as “%s”", (event, said) => {
  expect(words(event)).toBe(said);
});

it("has words for every event of the model", () => {
  const source = readFileSync("../crdt-model/src/event.rs", "utf8");
  const body = /pub enum Event \{(.*?)\n\}/s.exec(source)?.[1] ?? "";
  const types = [...body.matchAll(/^ {4}([A-Z]\w+)/gm)].map(([, name = ""]) =>
    name.replaceAll(/\B[A-Z]/g, "_$&").toLowerCase(),
  );
  expect(types.length).toBeGreaterThan(30);
  expect(types.filter((type) => words({ type }).includes("cannot show"))).toEqual([]);
});

let change = 0;
function line(at: number, event: ActivityLine["event"], author: string | null = "ada") {
  change += 1;
  return { change: `c${change}`, at, author, event };
}
const said = (lines: ActivityLine[], comments: CommentNode[] = []): string[] =>
  feedOf(comments, lines, names).map((item) =>
    item.kind === "event" ? `${item.who} ${item.words}` : item.comment.body,
  );
const minute = 60_000;
const edit = { type: "text_edited" };

it("says what somebody did in a row as one thing", () => {
  expect(said([1, 2, 3, 4].map((at) => line(at * minute, edit)))).toEqual([
    "Ada changed the description 4 times",
  ]);
  expect(
    said([
      line(1, { type: "task_state_changed", from: null, to: "s1" }),
      line(2, { type: "task_state_changed", from: "s1", to: "s2" }),
    ]),
  ).toEqual(["Ada moved it to Done"]);
  expect(
    said([
      line(1, { type: "task_due_changed", from: null, to: "2027-03-31" }),
      line(2, { type: "task_due_changed", from: "2027-03-31", to: null }),
    ]),
  ).toEqual(["Ada changed the due date 2 times"]);
  expect(
    said([
      line(1, { type: "task_label_added", label: "l1" }),
      line(2, { type: "task_label_added", label: "l2" }),
    ]),
  ).toEqual(["Ada added the labels Optics and Battery"]);
});

it("does not join what others did, what was said between, or what was long ago", () => {
  expect(said([line(1, edit), line(2, edit, "ben"), line(3, edit)])).toHaveLength(3);
  expect(said([line(1, edit), line(2, edit, "ada-before")])).toHaveLength(1);
  expect(said([line(1, edit), line(61 * minute, edit)])).toHaveLength(2);
  expect(said([line(1, edit), line(3, edit)], [comment("b", { created_at: 2 })])).toEqual([
    "Ada changed the description",
    "b",
    "Ada changed the description",
  ]);
});

it("says somebody where nobody is known", () => {
  expect(said([line(1, edit, null)])).toEqual(["Somebody changed the description"]);
});

it("is silent about the number, which the key shows", () => {
  expect(said([line(1, { type: "task_numbered", number: 3 }, null)])).toEqual([]);
});

function comment(id: string, more: Partial<CommentNode> = {}): CommentNode {
  return {
    id,
    parent_id: null,
    author: "ada",
    body: id,
    reactions: {},
    created_at: 1,
    edited_at: null,
    deleted_at: null,
    replies: [],
    ...more,
  };
}

it("shows a deleted comment only for the sake of its answers, and threads one level deep", () => {
  const deep = comment("deep", { created_at: 3 });
  const gone = comment("gone", { deleted_at: 9, replies: [deep], created_at: 2 });
  const root = comment("root", { replies: [gone, comment("late", { created_at: 4 })] });
  expect(repliesOf(root).map(({ id }) => id)).toEqual(["deep", "late"]);
  const lonely = comment("lonely", { deleted_at: 9 });
  expect(said([], [root, gone, lonely])).toEqual(["root", "gone"]);
});

it("makes links of addresses, without the punctuation around them", () => {
  expect(autolink("See https://a.example/x_(y), or (http://b.example).")).toEqual([
    { text: "See " },
    { text: "https://a.example/x_(y)", href: "https://a.example/x_(y)" },
    { text: ", or (" },
    { text: "http://b.example", href: "http://b.example" },
    { text: ")." },
  ]);
  expect(autolink("javascript:alert(1) https:// <b>")).toEqual([
    { text: "javascript:alert(1) https:// <b>" },
  ]);
});

it("reads numbers and addresses, and nothing else, as such", () => {
  expect([numberOf("84,5"), numberOf(" 3 "), numberOf("x"), numberOf("")]).toEqual([
    84.5,
    3,
    null,
    null,
  ]);
  expect(linkOf("https://a.example")).toBe("https://a.example");
  expect(linkOf("javascript:alert(1)")).toBeUndefined();
});

it("says values by their names", () => {
  expect(valueWords("due", "2027-03-31", names)).toBe("Wed, 31 Mar 2027");
  expect(valueWords("due", null, names)).toBe("Nothing");
  expect(valueWords("state", "s2", names)).toBe("Done");
  expect(valueWords("fields/f1", { type: "select", value: "o1" }, names)).toBe("Glass");
  expect(valueWords("parent", "t2", names)).toBe("LAMP-2 Choose a cell");
});

it("says sizes as file managers do", () => {
  expect([1, 999, 1000, 248_310, 999_990, 4_200_000].map(sizeWords)).toEqual([
    "1 byte",
    "999 bytes",
    "1.0 KB",
    "248 KB",
    "1.0 MB",
    "4.2 MB",
  ]);
});
