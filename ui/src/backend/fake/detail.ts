/** What is on a task besides its line, and what commands do to it. */
import type {
  ActivityLine,
  CommentNode,
  Conflict,
  Created,
  FieldValue,
  RelationKind,
  TaskCommand,
  TaskDetail,
  TaskLine,
  Uuid,
} from "../types";
import type { Memory, Task } from "./memory";

/** Held by the task that it is on. */
interface Relation {
  kind: RelationKind;
  task: Uuid;
}

export interface Rest {
  relations: Relation[];
  fields: Record<Uuid, FieldValue>;
  attachments: TaskDetail["attachments"];
  externalIds: Record<string, string>;
  conflicts: Conflict[];
  activity: ActivityLine[];
  editedDespiteDelete: boolean;
}

export function noRest(line: TaskLine): Rest {
  return {
    relations: [],
    fields: {},
    attachments: [],
    externalIds: {},
    conflicts: [],
    activity: [
      {
        change: `${line.id} made`,
        at: line.created_at,
        author: line.created_by ?? null,
        event: { type: "task_created", title: line.title },
      },
    ],
    editedDespiteDelete: false,
  };
}

export function detailOf(memory: Memory, task: Task | undefined): TaskDetail | null {
  if (task === undefined) return null;
  const { line, project, rest } = task;
  const all = [...memory.tasks.values()];
  const lineOf = (id: Uuid): TaskLine[] => {
    const other = memory.tasks.get(id)?.line;
    return other === undefined ? [] : [other];
  };
  const own = rest.relations.flatMap(({ kind, task: id }) =>
    lineOf(id).map((other) => ({ kind, inverse: false, task: other })),
  );
  const others = all.flatMap((other) =>
    other.rest.relations
      .filter((relation) => relation.task === line.id)
      .map(({ kind }) => ({ kind, inverse: kind !== "relates_to", task: other.line })),
  );
  const family = all.map((other) => other.line).filter((other) => other.deleted_at === undefined);
  return {
    line,
    project,
    relations: [...own, ...others],
    fields: { ...rest.fields },
    attachments: rest.attachments,
    external_ids: rest.externalIds,
    conflicts: rest.conflicts,
    description: task.description,
    comments: structuredClone(task.comments),
    children: family.filter(({ parent }) => parent === line.id),
    parent: family.find(({ id }) => id === line.parent) ?? null,
    activity: [...rest.activity],
    waiting: 0,
    edited_despite_delete: rest.editedDespiteDelete,
  };
}

export function commented(memory: Memory, task: Task, parent: Uuid | null, body: string): Created {
  const comment: CommentNode = {
    id: memory.newId(),
    parent_id: parent,
    author: memory.me.user,
    body,
    reactions: {},
    created_at: memory.now(),
    edited_at: null,
    deleted_at: null,
    replies: [],
  };
  const above = commentIn(task.comments, parent);
  (above?.replies ?? task.comments).push(comment);
  const line = { ...task.line, comments: (task.line.comments ?? 0) + 1 };
  return { id: comment.id, delta: memory.write([line], task.project), label: "Comment added" };
}

/** The part of a command that no line shows, and the activity of all of it. */
export function noteIn(memory: Memory, task: Task, command: TaskCommand): void {
  const { rest, line } = task;
  const now = memory.now();
  const event = eventOf(line, rest, command);
  if (event !== null) {
    const change = `${line.id} ${memory.revision} ${rest.activity.length}`;
    rest.activity.push({ change, at: now, author: memory.me.user, event });
  }
  const field = fieldOf(command);
  if (field !== null) rest.conflicts = rest.conflicts.filter((each) => each.field !== field);
  const others = (relations: Relation[], { kind, task: id }: Relation): Relation[] =>
    relations.filter((each) => each.kind !== kind || each.task !== id);
  switch (command.type) {
    case "add_relation":
      rest.relations = [...others(rest.relations, command), command];
      break;
    case "remove_relation":
      rest.relations = others(rest.relations, command);
      break;
    case "set_field":
      if (command.value === null) delete rest.fields[command.field];
      else rest.fields[command.field] = command.value;
      break;
    case "edit_comment":
    case "delete_comment":
    case "react":
    case "unreact": {
      const comment = commentIn(task.comments, command.id);
      if (comment !== undefined) editComment(comment, command, memory.me.user, now);
      break;
    }
  }
}

/** The command that takes one of the values of a conflict. */
export function takingOf(task: Task, field: string, number: number): TaskCommand | null {
  const conflict = task.rest.conflicts.find((each) => each.field === field);
  const value = conflict && [conflict.shown, ...conflict.losing][number]?.value;
  if (value === undefined) return null;
  if (field.startsWith("fields/")) {
    return { type: "set_field", field: field.slice("fields/".length), value } as TaskCommand;
  }
  return { type: `set_${field}`, [field]: value } as TaskCommand;
}

type CommentCommand = Extract<
  TaskCommand,
  { type: "edit_comment" | "delete_comment" | "react" | "unreact" }
>;

function editComment(comment: CommentNode, command: CommentCommand, me: Uuid, now: number): void {
  switch (command.type) {
    case "edit_comment":
      comment.body = command.body;
      comment.edited_at = now;
      break;
    case "delete_comment":
      comment.body = "";
      comment.deleted_at = now;
      break;
    case "react":
      comment.reactions[command.emoji] = [...(comment.reactions[command.emoji] ?? []), me];
      break;
    case "unreact":
      comment.reactions[command.emoji] = (comment.reactions[command.emoji] ?? []).filter(
        (user) => user !== me,
      );
      break;
  }
}

function commentIn(comments: readonly CommentNode[], id: Uuid | null): CommentNode | undefined {
  for (const comment of comments) {
    const found = comment.id === id ? comment : commentIn(comment.replies, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path of the one value that a command sets. */
function fieldOf(command: TaskCommand): string | null {
  if (command.type === "set_field") return `fields/${command.field}`;
  return command.type.startsWith("set_") ? command.type.slice("set_".length) : null;
}

function eventOf(line: TaskLine, rest: Rest, command: TaskCommand): ActivityLine["event"] | null {
  switch (command.type) {
    case "set_title":
    case "set_state":
    case "set_priority":
    case "set_start":
    case "set_due":
    case "set_estimate":
    case "set_parent":
    case "set_cycle":
    case "set_milestone": {
      const key = command.type.slice("set_".length) as keyof TaskLine;
      const to = (command as unknown as Record<string, unknown>)[key] ?? null;
      const none = key === "priority" ? "none" : null;
      return { type: `task_${key}_changed`, from: line[key] ?? none, to };
    }
    case "set_field":
      return {
        type: "task_field_changed",
        field: command.field,
        from: rest.fields[command.field] ?? null,
        to: command.value,
      };
    case "assign":
    case "unassign":
      return { type: `task_${command.type}ed`, user: command.user };
    case "add_label":
      return { type: "task_label_added", label: command.label };
    case "remove_label":
      return { type: "task_label_removed", label: command.label };
    case "add_relation":
      return { type: "task_relation_added", kind: command.kind, task: command.task };
    case "remove_relation":
      return { type: "task_relation_removed", kind: command.kind, task: command.task };
    case "delete":
      return { type: "task_deleted" };
    case "restore":
      return { type: "task_restored" };
    case "delete_comment":
      return { type: "comment_deleted", comment: command.id };
    default:
      return null;
  }
}
