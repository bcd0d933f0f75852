// Generated from Rust by `cargo xtask types`. Do not edit: change the Rust type.

/** Any id: UUIDs as lower-case text. */
export type Uuid = string;

/** A moment, in milliseconds since the Unix epoch, as some device's clock told it. */
export type Timestamp = number;

/** A calendar day without a time zone, written `YYYY-MM-DD`. */
export type DateText = string;

/** How urgent a task is. */
export type Priority = "none" | "urgent" | "high" | "medium" | "low";

/** What a workflow state means to reports. */
export type StateCategory = "backlog" | "unstarted" | "started" | "completed" | "canceled";

/** What a relation says of the task that holds it. */
export type RelationKind = "blocks" | "duplicates" | "relates_to";

/** What a text document is to its owner. */
export type TextRole = "description" | "overview";

/** What a custom field holds. */
export type FieldType = "text" | "number" | "date" | "checkbox" | "select" | "multi_select" | "user" | "url";

/** The value of a custom field on a task. */
export type FieldValue = { "type": "text", "value": string } | { "type": "number", "value": number } | { "type": "date", "value": DateText } | { "type": "checkbox", "value": boolean } | { "type": "select", "value": Uuid } | { "type": "multi_select", "value": Array<Uuid> } | { "type": "user", "value": Uuid } | { "type": "url", "value": string };

/** One task as lists and boards need it. Empty values are left out of the JSON. */
export type TaskLine = {
  /** The task. */
  id: Uuid,
  /** Its title, one line. */
  title: string,
  /** How urgent it is. */
  priority?: Priority,
  /** Who it is assigned to. */
  assignees?: Array<Uuid>,
  /** Its labels. */
  labels?: Array<Uuid>,
  /** When work should begin. */
  start?: DateText,
  /** When it should be done. */
  due?: DateText,
  /** Points. */
  estimate?: number,
  /** The cycle it is planned for. */
  cycle?: Uuid,
  /** The milestone it counts towards. */
  milestone?: Uuid,
  /** Its place: compare as text, ties by id. */
  order: string,
  /** Comments that are not deleted. */
  comments?: number,
  /** Fields with concurrent values. */
  conflicts?: number,
  /** When it was created. */
  created_at: Timestamp,
  /** Who created it. */
  created_by?: Uuid,
  /** The latest time any change of it claims. */
  updated_at: Timestamp,
  /** When it was deleted, if it is. */
  deleted_at?: Timestamp,
  /** `KEY-12`; `KEY-~3f2a1b` until the relay has given the number. */
  key: string,
  /** The state that people see: as written, or the repair of one that no longer exists. */
  state?: Uuid,
  /** What that state means. */
  category?: StateCategory,
  /** The parent that people see: as written, unless it is gone or part of a cycle. */
  parent?: Uuid, };

/** What was written after a revision. */
export type Delta = {
  /** The revision after it. */
  revision: number,
  /** The project whose lines are told; none: no lines are. */
  project: Uuid | null,
  /** Lines that are new or differ. A deleted task's is among them, and says so. */
  upserted: Array<TaskLine>,
  /** Tasks that are no longer here at all. */
  removed: Array<Uuid>,
  /** Tasks, of any project, whose row, comments or description was written. */
  touched: Array<Uuid>,
  /** Projects, organisations or members were written. */
  workspace: boolean, };

/** Something was done. It can be undone, unless `label` is null. */
export type Acted = {
  /** What was written since the last answer or event. */
  delta: Delta,
  /** What was done, in words. */
  label: string | null, };

/** Something was made. */
export type Created = {
  /** Its id. */
  id: Uuid,
  /** What was written since the last answer or event. */
  delta: Delta,
  /** What was done, in words. */
  label: string | null, };

/** Every request that fails is answered with this. */
export type Failure = {
  /** Stable: `invalid`, `not_found`, `stale`, `unreachable`, `not_signed_in`, `disk`, `busy`, `internal`, or a relay's code. */
  code: string,
  /** One sentence for people. */
  words: string, };

/** What a window begins with. */
export type Boot = {
  /** This version of Aloft. */
  version: string,
  /** The store's folder. */
  folder: string,
  /** What the person has chosen. */
  settings: Settings,
  /** Who they are. */
  me: Me,
  /** What there is. */
  workspace: Workspace,
  /** Whether it is safe. */
  sync: SyncView, };

/** The settings. */
export type Settings = {
  /** The window's colours. */
  theme: Theme,
  /** Synchronise only when told to: offline on purpose. */
  offline: boolean,
  /** Where the person was: a route of the window. */
  place: string | null, };

/** The window's colours. */
export type Theme = "system" | "light" | "dark" | "light_contrast" | "dark_contrast";

/** Who sits here. */
export type Me = {
  /** The id that this store writes under. */
  user: Uuid,
  /** Other ids that are the same person. */
  identities: Array<Uuid>,
  /** The account, while signed in. */
  account: MyAccount | null,
  /** A relay that was used before, for the sign-in form. */
  last_relay: string | null,
  /** Where tokens are kept. */
  tokens_in: "keychain" | "file", };

/** The account that is signed in. */
export type MyAccount = {
  /** Its id. */
  id: Uuid,
  /** Their name. */
  name: string,
  /** Their address. */
  email: string,
  /** The relay's address. */
  relay: string, };

/** What there is. */
export type Workspace = {
  /** By name. */
  organisations: Array<Organisation>,
  /** By name. */
  projects: Array<Project>, };

/** An organisation. */
export type Organisation = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** The relay's address; null while it lives on this machine alone. */
  relay: string | null,
  /** The person's own role; null when local, or when it was taken away. */
  role: Role | null,
  /** Its people, by name. */
  members: Array<Member>, };

/** A person in an organisation. */
export type Member = {
  /** Their account's id. */
  user: Uuid,
  /** Their name. */
  name: string,
  /** Their role. */
  role: string,
  /** Other ids that they wrote under. */
  identities: Array<Uuid>, };

/** A project with what its tasks are chosen from. */
export type Project = {
  /** Its id. */
  id: Uuid,
  /** Whose it is. */
  org_id: Uuid,
  /** Its name. */
  name: string,
  /** The prefix of its tasks' keys. */
  key: string,
  /** How many tasks it has that are not deleted. */
  tasks: number,
  /** Workflow states in order. */
  states: Array<WorkflowState>,
  /** Labels by name. */
  labels: Array<Label>,
  /** Custom fields in order. */
  fields: Array<Field>,
  /** Cycles by start. */
  cycles: Array<Cycle>,
  /** Milestones in order. */
  milestones: Array<Milestone>,
  /** Task templates by name. */
  templates: Array<Template>,
  /** Fields with concurrent values. */
  conflicts: Array<Conflict>,
  /** When it was created. */
  created_at: Timestamp,
  /** The latest time any change of it claims. */
  updated_at: Timestamp, };

/** A workflow state. */
export type WorkflowState = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** What it means to reports. */
  category: StateCategory,
  /** `#rrggbb`. */
  color: string,
  /** Its place in the workflow. */
  order: string, };

/** A label. */
export type Label = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** `#rrggbb`. */
  color: string, };

/** A custom field. */
export type Field = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** What it holds. */
  type: FieldType,
  /** The options of a select, in order. */
  options: Array<FieldOption>,
  /** Its place among the fields. */
  order: string, };

/** An option of a select field. */
export type FieldOption = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** `#rrggbb`. */
  color: string, };

/** A cycle (sprint). */
export type Cycle = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** Its first day. */
  start: DateText | null,
  /** Its last day. */
  end: DateText | null, };

/** A milestone. */
export type Milestone = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** When it should be reached. */
  due: DateText | null,
  /** Its place among the milestones. */
  order: string, };

/** A task template: the values that a task made from it begins with. */
export type Template = {
  /** Its id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** The title a task begins with. */
  title: string,
  /** The description a task begins with. */
  description: string, };

/** One task with everything on it. The description is edited through the `text_*` commands. */
export type TaskDetail = {
  /** The task as lists show it. */
  line: TaskLine,
  /** Its project. */
  project: Uuid,
  /** Tasks it is related to, either way. */
  relations: Array<RelatedTask>,
  /** Custom field values. */
  fields: { [key in Uuid]: FieldValue },
  /** Attachment records. */
  attachments: Array<Attachment>,
  /** The ids other tools know it by. */
  external_ids: { [key in string]: string },
  /** Fields with concurrent values. */
  conflicts: Array<Conflict>,
  /** Plain text of the description; null if nobody wrote one. */
  description: string | null,
  /** Its comments as a tree, oldest first. */
  comments: Array<CommentNode>,
  /** Its parts, by place. */
  children: Array<TaskLine>,
  /** What it is part of. */
  parent: TaskLine | null,
  /** What happened to it, newest first. */
  activity: Array<ActivityLine>,
  /** Changes of it that no relay has acknowledged. */
  waiting: number,
  /** It is deleted, and somebody changed it who had not seen the deletion. */
  edited_despite_delete: boolean, };

/** A relation as seen from the task that is shown; `inverse`: the other task holds it. */
export type RelatedTask = {
  /** What it says. */
  kind: RelationKind,
  /** Whether the other task holds it. */
  inverse: boolean,
  /** The other task. */
  task: TaskLine, };

/** A comment and what answers it. */
export type CommentNode = {
  /** Its id. */
  id: Uuid,
  /** What it answers. */
  parent_id: Uuid | null,
  /** Who wrote it. */
  author: Uuid | null,
  /** What it says; empty once deleted. */
  body: string,
  /** Emoji to the people who gave it. */
  reactions: { [key in string]: Array<Uuid> },
  /** When it was written. */
  created_at: Timestamp,
  /** When it was last edited. */
  edited_at: Timestamp | null,
  /** When it was deleted. */
  deleted_at: Timestamp | null,
  /** What answers it, oldest first. */
  replies: Array<CommentNode>, };

/** One line of the activity feed. `event` is the model's, with its name as `type`: `{type: "task_state_changed", from, to}`. */
export type ActivityLine = {
  /** The change it came from. */
  change: string,
  /** When, by their clock. */
  at: Timestamp,
  /** Who did it; null for the relay. */
  author: Uuid | null,
  /** What happened. */
  event: { type: string; [key: string]: unknown }, };

/** The record of an attachment; its bytes live in object storage. */
export type Attachment = {
  /** Its id. */
  id: Uuid,
  /** Its file name. */
  name: string,
  /** Its media type. */
  media_type: string,
  /** Its length in bytes. */
  size: number,
  /** SHA-256 of its bytes, lower-case hex. */
  sha256: string,
  /** Who added it. */
  added_by: Uuid | null,
  /** When. */
  added_at: Timestamp, };

/** A field with concurrent values: people decide, by a command that writes the field again. */
export type Conflict = {
  /** The field's path, such as `title` or `fields/<id>`. */
  field: string,
  /** The value that every replica shows. */
  shown: Candidate,
  /** The values that lost, newest first by (time, author). */
  losing: Array<Candidate>, };

/** One of several concurrent values. */
export type Candidate = {
  /** The value, as JSON; null is a cleared field. */
  value: unknown,
  /** Who wrote it. */
  author: Uuid | null,
  /** When, by their clock. */
  at: Timestamp, };

/** A task that was found. */
export type SearchHit = {
  /** The task. */
  line: TaskLine,
  /** Its project. */
  project: Uuid, };

/** The values a task begins with. */
export type NewTask = {
  /** One line, not blank. */
  title: string,
  /** Its state; null: the project's first. */
  state: Uuid | null,
  /** How urgent. */
  priority: Priority,
  /** Who it is assigned to. */
  assignees: Array<Uuid>,
  /** Its labels. */
  labels: Array<Uuid>,
  /** When work should begin. */
  start: DateText | null,
  /** When it should be done. */
  due: DateText | null,
  /** Points. */
  estimate: number | null,
  /** The task it is part of. */
  parent: Uuid | null, };

/** Where a task goes among its project's tasks. */
export type Placement = { "at": "first" } | { "at": "last" } | { "at": "before",
  /** Which. */
  task: Uuid, } | { "at": "after",
  /** Which. */
  task: Uuid, };

/** What an editor begins with, before the document's bytes. */
export type TextHeader = {
  /** The text's document. */
  doc: Uuid,
  /** The actor of this editor, and of no other: 32 hex digits. */
  actor: string,
  /** The person who types. */
  author: Uuid,
  /** The document it belongs to. */
  owner: Uuid,
  /** What it is to its owner. */
  role: TextRole, };

/** Work that the relay would not take. */
export type RefusedWork = {
  /** For `retry_refused` and `discard_refused`. */
  number: number,
  /** The project. */
  project: Uuid | null,
  /** The task. */
  task: Uuid | null,
  /** `LAMP-12 Title`, or the project's name. */
  subject: string,
  /** What the person meant to do, in words. */
  intent: string,
  /** Text that can be copied, if there is any. */
  text: string | null,
  /** When it was made. */
  at: Timestamp,
  /** The refusal's code. */
  code: string,
  /** Why, in one sentence. */
  words: string,
  /** Whether it can be tried again. */
  can_retry: boolean, };

/** Whether it is safe, from what is durable only. */
export type SyncView = {
  /** The connection. */
  link: LinkView,
  /** Why, when it is unreachable or a problem: one sentence. */
  words: string | null,
  /** All changes are acknowledged, and all that the relay had is here. */
  synced: boolean,
  /** Changes that no relay has acknowledged. */
  waiting: number,
  /** Those of them that build on what the relay does not have. */
  held_up: number,
  /** Changes that the relay would not take. */
  refused: number,
  /** Changes in organisations that live on this machine alone. */
  local: number,
  /** Documents that differ from the relay's copy and are being fetched. */
  diverging: number,
  /** When a relay was last heard. */
  last_contact: Timestamp | null,
  /** When everything was last the same here and at the relay. */
  synced_to: Timestamp | null,
  /** Projects that are fetched for the first time. */
  fetching: Array<Fetching>, };

/** The connection to the relay. */
export type LinkView = "local" | "signed_out" | "offline_on_purpose" | "connecting" | "online" | "unreachable" | "problem";

/** A project that is fetched for the first time. */
export type Fetching = {
  /** Which. */
  project: Uuid,
  /** How many documents came so far. */
  documents: number, };

/** Somebody looks at a task. Without a task: they left. */
export type Presence = {
  /** Where. */
  project: Uuid,
  /** Who. */
  user: Uuid,
  /** On which device. */
  device: Uuid,
  /** At what. */
  task: Uuid | null,
  /** Where in the description. */
  cursor: Cursor | null, };

/** A place in a text: Automerge cursors. */
export type Cursor = {
  /** Where the selection began. */
  anchor: string,
  /** Where it ends. */
  head: string, };

/** A file that waits for its columns to be named. */
export type ImportPreview = {
  /** For the import. */
  token: string,
  /** The file's name. */
  file_name: string,
  /** What stands between two cells. */
  delimiter: string,
  /** The header's names. */
  columns: Array<string>,
  /** The first rows, cell by cell, cut to 200 characters a cell. */
  rows: Array<Array<string>>,
  /** How many rows there are. */
  row_count: number,
  /** Which column is probably what. */
  guess: ColumnGuess, };

/** Which column is probably what. */
export type ColumnGuess = { id: string | null, title: string | null, description: string | null, estimate: string | null, };

/** What to import, and where to. */
export type ImportRequest = {
  /** The preview's. */
  token: string,
  /** The project that takes the tasks. */
  project: Uuid,
  /** The name under which the foreign ids are kept. */
  source: string,
  /** What stands between two cells. */
  delimiter: string,
  /** The column with the id. */
  id: string,
  /** The column with the title. */
  title: string,
  /** The column with the description, if it is to be taken. */
  description: string | null,
  /** The column with the points, if they are to be taken. */
  estimate: string | null,
  /** Count only, and keep nothing. */
  dry_run: boolean, };

/** How far an import is. */
export type ImportProgress = {
  /** Rows done, whatever came of them. */
  done: number,
  /** Rows in the file. */
  total: number, };

/** What came of the rows. */
export type ImportReport = {
  /** Tasks made. */
  created: number,
  /** Tasks in which something differed. */
  updated: number,
  /** Tasks that equal their row. */
  unchanged: number,
  /** Rows whose task is in the bin. */
  skipped: Array<SkippedRow>,
  /** Rows that could not be taken. */
  refused: Array<RefusedRow>,
  /** It was stopped by the person; what was done before stays. */
  stopped: boolean, };

/** A row whose task is in the bin, where the import leaves it. */
export type SkippedRow = {
  /** The line the row begins on. */
  line: number,
  /** The foreign id. */
  id: string,
  /** The task. */
  task: Uuid, };

/** A row that could not be taken. */
export type RefusedRow = {
  /** The line the row begins on. */
  line: number,
  /** The foreign id, where it could be read. */
  id: string | null,
  /** Why. */
  reason: string, };

/** The values a task begins with. */
export type TaskValues = {
  /** One line, not blank. */
  title: string,
  /** Its workflow state. */
  state: Uuid | null,
  /** How urgent. */
  priority: Priority,
  /** Who it is assigned to. */
  assignees: Array<Uuid>,
  /** Its labels. */
  labels: Array<Uuid>,
  /** When work should begin. */
  start: DateText | null,
  /** When it should be done. */
  due: DateText | null,
  /** Points. */
  estimate: number | null,
  /** The task it is part of. */
  parent: Uuid | null,
  /** A key from [`crate::order`]. */
  order: string,
  /** The ids other tools know it by. */
  external_ids: { [key in string]: string }, };

/** An intent on a task. */
export type TaskCommand = { "type": "create" } & TaskValues | { "type": "batch",
  /** In order. */
  commands: Array<TaskCommand>, } | { "type": "set_title",
  /** One line, not blank. */
  title: string, } | { "type": "set_state",
  /** The state, or none. */
  state: Uuid | null, } | { "type": "set_priority",
  /** The priority. */
  priority: Priority, } | { "type": "assign",
  /** Who. */
  user: Uuid, } | { "type": "unassign",
  /** Who. */
  user: Uuid, } | { "type": "add_label",
  /** Which. */
  label: Uuid, } | { "type": "remove_label",
  /** Which. */
  label: Uuid, } | { "type": "set_start",
  /** The day, or none. */
  start: DateText | null, } | { "type": "set_due",
  /** The day, or none. */
  due: DateText | null, } | { "type": "set_estimate",
  /** Points, finite and not negative; or none. */
  estimate: number | null, } | { "type": "set_parent",
  /** The other, or none. */
  parent: Uuid | null, } | { "type": "set_cycle",
  /** The cycle, or none. */
  cycle: Uuid | null, } | { "type": "set_milestone",
  /** The milestone, or none. */
  milestone: Uuid | null, } | { "type": "add_relation",
  /** How. */
  kind: RelationKind,
  /** To which. */
  task: Uuid, } | { "type": "remove_relation",
  /** How. */
  kind: RelationKind,
  /** To which. */
  task: Uuid, } | { "type": "set_order",
  /** A key from [`crate::order`]. */
  order: string, } | { "type": "set_field",
  /** Which. */
  field: Uuid,
  /** The value, or none to clear it. */
  value: FieldValue | null, } | { "type": "set_external_id",
  /** The other tool or import. */
  source: string,
  /** Its id there. */
  id: string, } | { "type": "add_comment",
  /** A new id. */
  id: Uuid,
  /** The comment it answers. */
  parent: Uuid | null,
  /** What it says, not blank. */
  body: string,
  /** The time it was written elsewhere, for imports; else the change's. */
  at?: Timestamp | null, } | { "type": "edit_comment",
  /** Which. */
  id: Uuid,
  /** What it says now. */
  body: string, } | { "type": "delete_comment",
  /** Which. */
  id: Uuid, } | { "type": "react",
  /** To which. */
  id: Uuid,
  /** With what. */
  emoji: string, } | { "type": "unreact",
  /** From which. */
  id: Uuid,
  /** What. */
  emoji: string, } | { "type": "add_attachment",
  /** A new id. */
  id: Uuid,
  /** Its file name. */
  name: string,
  /** Its media type. */
  media_type: string,
  /** Its length in bytes. */
  size: number,
  /** SHA-256 of its bytes, lower-case hex. */
  sha256: string, } | { "type": "remove_attachment",
  /** Which. */
  id: Uuid, } | { "type": "delete" } | { "type": "restore" } | { "type": "set_number",
  /** The number. */
  number: number, };

/** A workflow state to add or to change. */
export type NewState = {
  /** A new or known id. */
  id: Uuid,
  /** Its name, not blank. */
  name: string,
  /** What it means to reports. */
  category: StateCategory,
  /** `#rrggbb`. */
  color: string,
  /** Its place in the workflow. */
  order: string, };

/** An intent on a project. */
export type ProjectCommand = { "type": "create",
  /** Not blank. */
  name: string,
  /** 1 to 10 of A–Z and 0–9, a letter first. */
  key: string,
  /** Its first workflow states: id, name, category, colour, order. */
  states: Array<NewState>, } | { "type": "batch",
  /** In order. */
  commands: Array<ProjectCommand>, } | { "type": "set_name",
  /** Not blank. */
  name: string, } | { "type": "set_key",
  /** As in `Create`. */
  key: string, } | { "type": "put_state" } & NewState | { "type": "remove_state",
  /** Which. */
  id: Uuid, } | { "type": "put_label",
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** `#rrggbb`. */
  color: string, } | { "type": "remove_label",
  /** Which. */
  id: Uuid, } | { "type": "put_field",
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** What it holds. */
  field_type: FieldType,
  /** Its place. */
  order: string, } | { "type": "remove_field",
  /** Which. */
  id: Uuid, } | { "type": "put_option",
  /** The field. */
  field: Uuid,
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** `#rrggbb`. */
  color: string,
  /** Its place. */
  order: string, } | { "type": "remove_option",
  /** The field. */
  field: Uuid,
  /** Which. */
  id: Uuid, } | { "type": "put_cycle",
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** Its first day. */
  start: DateText | null,
  /** Its last day, not before the first. */
  end: DateText | null, } | { "type": "remove_cycle",
  /** Which. */
  id: Uuid, } | { "type": "put_milestone",
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** When it should be reached. */
  due: DateText | null,
  /** Its place. */
  order: string, } | { "type": "remove_milestone",
  /** Which. */
  id: Uuid, } | { "type": "put_template",
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** The title a task begins with. */
  title: string,
  /** The description a task begins with. */
  description: string, } | { "type": "remove_template",
  /** Which. */
  id: Uuid, } | { "type": "put_view",
  /** A new or known id. */
  id: Uuid,
  /** Its name. */
  name: string,
  /** The query (JSON). */
  query: string, } | { "type": "remove_view",
  /** Which. */
  id: Uuid, } | { "type": "delete" } | { "type": "restore" };

/** What a person may do in an organisation. A newer relay may know more. */
export type Role = "owner" | "admin" | "member" | "guest";

/** Answer of `open_project` and `open_bin`: every line of the project, by place. */
export interface ProjectLines { project: Uuid, revision: number, lines: Array<TaskLine>, }
