// Generated from Rust. Do not edit: change the Rust type, then `cargo xtask types`.

export type Uuid = string;
/** Milliseconds since 1970, UTC. */
export type Timestamp = number;
/** YYYY-MM-DD. */
export type DateText = string;

export type Priority = "none" | "low" | "medium" | "high" | "urgent";
export type StateCategory = "backlog" | "unstarted" | "started" | "completed" | "canceled";
export type RelationKind = "blocks" | "duplicates" | "relates_to";
export type Role = "owner" | "admin" | "member" | "guest";

/** One task as lists and boards need it. Empty values are left out of the JSON. */
export interface TaskLine {
  id: Uuid;
  /** `KEY-12`; `KEY-~3f2a1b` until the relay has given the number. */
  key: string;
  title: string;
  /** The state that people see (after repair). */
  state?: Uuid;
  category?: StateCategory;
  priority?: Priority;
  assignees?: Uuid[];
  labels?: Uuid[];
  start?: DateText;
  due?: DateText;
  estimate?: number;
  parent?: Uuid;
  cycle?: Uuid;
  milestone?: Uuid;
  /** Fractional order key: compare as strings, ties by id. */
  order: string;
  comments?: number;
  /** How many fields have concurrent values. */
  conflicts?: number;
  created_at: Timestamp;
  created_by?: Uuid;
  updated_at: Timestamp;
  deleted_at?: Timestamp;
}

/** Answer of `open_project` and `open_bin`: every line of the project, by order. */
export interface ProjectLines {
  project: Uuid;
  revision: number;
  lines: TaskLine[];
}

/** What changed since the revision before. Comes as event `delta`, and in the answer of every command. */
export interface Delta {
  revision: number;
  /** The project that is open; lines of others are not sent. */
  project: Uuid | null;
  upserted: TaskLine[];
  removed: Uuid[];
  /** Tasks (of any project) whose comments, activity, description or detail changed. */
  touched: Uuid[];
  /** Projects, organisations or members changed: fetch `workspace` again. */
  workspace: boolean;
}

export interface Conflict { field: string; shown: Candidate; losing: Candidate[] }
export interface Candidate { value: unknown; author: Uuid | null; at: Timestamp }

export interface Relation { kind: RelationKind; task: Uuid }
export type FieldValue =
  | { type: "text"; value: string } | { type: "number"; value: number }
  | { type: "date"; value: DateText } | { type: "checkbox"; value: boolean }
  | { type: "select"; value: Uuid } | { type: "multi_select"; value: Uuid[] }
  | { type: "user"; value: Uuid } | { type: "url"; value: string };

/** One task with everything on it. The description is edited through the text_* commands. */
export interface TaskDetail {
  line: TaskLine;
  project: Uuid;
  relations: RelatedTask[];
  fields: Record<Uuid, FieldValue>;
  attachments: Attachment[];
  external_ids: Record<string, string>;
  conflicts: Conflict[];
  /** Plain text of the description; null if nobody wrote one. */
  description: string | null;
  comments: CommentNode[];
  children: TaskLine[];
  parent: TaskLine | null;
  activity: ActivityLine[];
  /** Changes of it that no relay has acknowledged. */
  waiting: number;
  edited_despite_delete: boolean;
}
/** A relation as seen from the task that is shown; `inverse`: the other task holds it. */
export interface RelatedTask { kind: RelationKind; inverse: boolean; task: TaskLine }
export interface Attachment { id: Uuid; name: string; media_type: string; size: number; sha256: string; added_by: Uuid | null; added_at: Timestamp }
export interface CommentNode {
  id: Uuid; parent_id: Uuid | null; author: Uuid | null; body: string;
  reactions: Record<string, Uuid[]>; created_at: Timestamp; edited_at: Timestamp | null;
  deleted_at: Timestamp | null; replies: CommentNode[];
}
/** `event` is crdt-model's TaskEvent etc. as JSON: `{type: "task_state_changed", from, to}` … */
export interface ActivityLine { change: string; at: Timestamp; author: Uuid | null; event: { type: string; [key: string]: unknown } }

export interface Workspace { organisations: Organisation[]; projects: Project[] }
export interface Organisation {
  id: Uuid; name: string;
  /** The relay's address; null while it lives on this machine alone. */
  relay: string | null;
  role: Role | null;
  members: Member[];
}
export interface Member { user: Uuid; name: string; role: string; identities: Uuid[] }
export interface Project {
  id: Uuid; org_id: Uuid; name: string; key: string; tasks: number;
  states: WorkflowState[]; labels: Label[]; fields: Field[]; cycles: Cycle[]; milestones: Milestone[];
  templates: Template[]; conflicts: Conflict[]; created_at: Timestamp; updated_at: Timestamp;
}
export interface WorkflowState { id: Uuid; name: string; category: StateCategory; color: string; order: string }
export interface Label { id: Uuid; name: string; color: string }
export interface Field { id: Uuid; name: string; type: FieldValue["type"]; options: FieldOption[]; order: string }
export interface FieldOption { id: Uuid; name: string; color: string }
export interface Cycle { id: Uuid; name: string; start: DateText | null; end: DateText | null }
export interface Milestone { id: Uuid; name: string; due: DateText | null; order: string }
export interface Template { id: Uuid; name: string; title: string; description: string }

export interface Me {
  /** The id that this store writes under. */
  user: Uuid;
  /** Other ids that are the same person. */
  identities: Uuid[];
  /** The account, while signed in. */
  account: { id: Uuid; name: string; email: string; relay: string } | null;
  /** A relay that was used before, for the sign-in form. */
  last_relay: string | null;
  /** Where tokens are kept. */
  tokens_in: "keychain" | "file";
}

export type Theme = "system" | "light" | "dark" | "light_contrast" | "dark_contrast";
export interface Settings {
  theme: Theme;
  /** Sync only when told to: offline on purpose. */
  offline: boolean;
  /** Where the person was: a route such as `/project/<id>/board`. */
  place: string | null;
}

export interface Boot { version: string; settings: Settings; me: Me; workspace: Workspace; sync: SyncView }

/** Whether it is safe, from what is durable only. Event `sync`. */
export interface SyncView {
  link: "local" | "signed_out" | "offline_on_purpose" | "connecting" | "online" | "unreachable" | "problem";
  /** Why, when unreachable or a problem: one sentence. */
  words: string | null;
  /** All changes are acknowledged, and all that the relay had is here. */
  synced: boolean;
  waiting: number;
  refused: number;
  /** Changes in organisations that live on this machine alone. */
  local: number;
  /** Documents that differ from the relay's copy and are being fetched. */
  diverging: number;
  last_contact: Timestamp | null;
  /** Streams being fetched for the first time: how many documents came so far. */
  fetching: { project: Uuid; documents: number }[];
}

/** Somebody looks at a task. Event `presence`. `task` null: they left. */
export interface Presence {
  project: Uuid; user: Uuid; device: Uuid; task: Uuid | null;
  /** Automerge cursors in the description. */
  cursor: { anchor: string; head: string } | null;
}

export interface RefusedWork {
  number: number; project: Uuid | null; task: Uuid | null;
  /** `LAMP-12 Title`, or the project's name. */
  subject: string;
  /** What the person meant to do, in words: "Set the due date to 2027-01-31". */
  intent: string;
  /** Text that can be copied (a comment's body, typed text), if there is any. */
  text: string | null;
  at: Timestamp; code: string; words: string; can_retry: boolean;
}

export interface ImportPreview {
  token: string; file_name: string; delimiter: string; columns: string[];
  /** The first rows, cell by cell, cut to 200 characters a cell. */
  rows: string[][];
  row_count: number;
  guess: { id: string | null; title: string | null; description: string | null; estimate: string | null };
}
export interface ImportRequest {
  token: string; project: Uuid; source: string; delimiter: string;
  id: string; title: string; description: string | null; estimate: string | null; dry_run: boolean;
}
export interface ImportProgress { done: number; total: number }
export interface ImportReport {
  created: number; updated: number; unchanged: number;
  skipped: { line: number; id: string; task: Uuid }[];
  refused: { line: number; id: string | null; reason: string }[];
  /** It was stopped by the person; what was done before stays. */
  stopped: boolean;
}

/** crdt-model's TaskCommand, as its serde JSON: `{type: "set_due", due: "2027-01-31"}`. */
export type TaskCommand =
  | { type: "set_title"; title: string }
  | { type: "set_state"; state: Uuid | null }
  | { type: "set_priority"; priority: Priority }
  | { type: "assign"; user: Uuid } | { type: "unassign"; user: Uuid }
  | { type: "add_label"; label: Uuid } | { type: "remove_label"; label: Uuid }
  | { type: "set_start"; start: DateText | null } | { type: "set_due"; due: DateText | null }
  | { type: "set_estimate"; estimate: number | null }
  | { type: "set_parent"; parent: Uuid | null }
  | { type: "set_cycle"; cycle: Uuid | null } | { type: "set_milestone"; milestone: Uuid | null }
  | { type: "add_relation"; kind: RelationKind; task: Uuid } | { type: "remove_relation"; kind: RelationKind; task: Uuid }
  | { type: "set_field"; field: Uuid; value: FieldValue | null }
  | { type: "edit_comment"; id: Uuid; body: string } | { type: "delete_comment"; id: Uuid }
  | { type: "react"; id: Uuid; emoji: string } | { type: "unreact"; id: Uuid; emoji: string }
  | { type: "delete" } | { type: "restore" };

/** Where a task goes among its project's tasks. */
export type Placement = { at: "first" } | { at: "last" } | { at: "before"; task: Uuid } | { at: "after"; task: Uuid };

export interface NewTask {
  title: string; state: Uuid | null; priority: Priority; assignees: Uuid[]; labels: Uuid[];
  start: DateText | null; due: DateText | null; estimate: number | null; parent: Uuid | null;
}
/** Every act can be undone, unless `label` is null. */
export interface Acted { delta: Delta; label: string | null }
export interface Created extends Acted { id: Uuid }

/** Every failed command rejects with this. */
export interface Failure {
  /** Stable: `invalid`, `not_found`, `refused`, `unreachable`, `not_signed_in`, `disk`, `busy`, `internal`, or a relay's code. */
  code: string;
  /** One sentence for people. */
  words: string;
}

/** Project commands the screens use: crdt-model's ProjectCommand as its serde JSON, ids made by `new_id`. */
export type ProjectCommand =
  | { type: "batch"; commands: ProjectCommand[] }
  | { type: "set_name"; name: string } | { type: "set_key"; key: string }
  | { type: "put_state"; id: Uuid; name: string; category: StateCategory; color: string; order: string }
  | { type: "remove_state"; id: Uuid }
  | { type: "put_label"; id: Uuid; name: string; color: string } | { type: "remove_label"; id: Uuid }
  | { type: "put_field"; id: Uuid; name: string; field_type: FieldValue["type"]; order: string } | { type: "remove_field"; id: Uuid }
  | { type: "put_option"; field: Uuid; id: Uuid; name: string; color: string; order: string }
  | { type: "remove_option"; field: Uuid; id: Uuid } | { type: "remove_cycle"; id: Uuid } | { type: "remove_milestone"; id: Uuid }
  | { type: "put_cycle"; id: Uuid; name: string; start: DateText | null; end: DateText | null }
  | { type: "put_milestone"; id: Uuid; name: string; due: DateText | null; order: string }
  | { type: "delete" } | { type: "restore" };
