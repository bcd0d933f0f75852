/** Comments and activity as one story, the oldest first; what somebody did in a row is one line. */
import type { ActivityLine, CommentNode } from "../../backend/types";
import { type ActivityEvent, authorWords, eventWords } from "./event-words";
import { listed, type Names } from "./names";
import { customPath, fieldName } from "./values";

export type FeedItem =
  | { kind: "comment"; key: string; at: number; comment: CommentNode }
  | { kind: "event"; key: string; at: number; author: string | null; who: string; words: string };

/** What the comments themselves show, and the key of the task. */
const silent = new Set([
  "comment_added",
  "comment_edited",
  "reaction_added",
  "reaction_removed",
  "task_numbered",
]);

/** Acts of one kind within this time are one. */
const runGap = 3_600_000;

export function feedOf(
  comments: readonly CommentNode[],
  activity: readonly ActivityLine[],
  names: Names,
): FeedItem[] {
  const shown = comments.filter(isShown);
  const told = activity.filter(({ event }) => !silent.has(event.type));
  const all: Entry[] = [
    ...shown.map((comment): Entry => ({ at: comment.created_at, comment })),
    ...told.map((line): Entry => ({ at: line.at, line })),
  ].sort((a, b) => a.at - b.at);

  const items: FeedItem[] = [];
  let run: ActivityLine[] = [];
  const close = (): void => {
    const item = itemOf(run, names);
    if (item !== null) items.push(item);
    run = [];
  };
  for (const entry of all) {
    if ("comment" in entry) {
      close();
      const { comment, at } = entry;
      items.push({ kind: "comment", key: comment.id, at, comment });
      continue;
    }
    if (!continues(run.at(-1), entry.line, names)) close();
    run.push(entry.line);
  }
  close();
  return items;
}

type Entry = { at: number; comment: CommentNode } | { at: number; line: ActivityLine };

/** A deleted comment is only shown for the sake of its answers. */
function isShown({ deleted_at, replies }: CommentNode): boolean {
  return deleted_at === null || replies.some(isShown);
}

/** All answers to a comment, whatever they answer, by time: threads are one level deep. */
export function repliesOf({ replies }: CommentNode): CommentNode[] {
  return replies
    .flatMap((reply) => [reply, ...repliesOf(reply)])
    .filter(({ deleted_at }) => deleted_at === null)
    .sort((a, b) => a.created_at - b.created_at);
}

function continues(before: ActivityLine | undefined, line: ActivityLine, names: Names): boolean {
  if (before === undefined || line.at - before.at > runGap) return false;
  const isSameAuthor = before.author === line.author || names.isSame(before.author, line.author);
  return isSameAuthor && runOf(before.event) !== null && runOf(before.event) === runOf(line.event);
}

const lists: Record<string, { key: string; words: (things: string) => string }> = {
  task_label_added: { key: "label", words: (things) => `added the labels ${things}` },
  task_label_removed: { key: "label", words: (things) => `removed the labels ${things}` },
  task_assigned: { key: "user", words: (things) => `assigned ${things}` },
  task_unassigned: { key: "user", words: (things) => `unassigned ${things}` },
};

/** Events with one of these belong together; null stands alone. */
function runOf(event: ActivityEvent): string | null {
  if (event.type === "text_edited" || Object.hasOwn(lists, event.type)) return event.type;
  return "from" in event && "to" in event ? `${event.type} ${String(event.field ?? "")}` : null;
}

function itemOf(run: readonly ActivityLine[], names: Names): FeedItem | null {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    kind: "event",
    // Two events may come from one change.
    key: `${first.change} ${first.event.type} ${JSON.stringify(first.event)}`,
    at: last.at,
    author: first.author,
    who: authorWords(first, names),
    words: run.length === 1 ? eventWords(first.event, names, first.author) : runWords(run, names),
  };
}

function runWords(run: readonly ActivityLine[], names: Names): string {
  const first = (run[0] as ActivityLine).event;
  const last = (run.at(-1) as ActivityLine).event;
  if (first.type === "text_edited") return `changed the description ${run.length} times`;
  const list = Object.hasOwn(lists, first.type) ? lists[first.type] : undefined;
  if (list !== undefined) {
    const ids = [...new Set(run.map(({ event }) => String(event[list.key])))];
    const name = list.key === "label" ? names.label : names.person;
    return ids.length === 1
      ? eventWords(first, names, run[0]?.author ?? null)
      : list.words(listed(ids.map(name)));
  }
  if (JSON.stringify(first.from) === JSON.stringify(last.to)) {
    return `changed the ${nounOf(first, names)} ${run.length} times`;
  }
  return eventWords({ ...first, to: last.to }, names, run[0]?.author ?? null);
}

/** `task_due_changed` is about the due date. */
function nounOf({ type, field }: ActivityEvent, names: Names): string {
  if (typeof field === "string") return fieldName(customPath(field), names);
  return fieldName(type.replace(/^task_|_changed$/g, ""), names).toLowerCase();
}
