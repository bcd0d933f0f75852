/**
 * The one door to the backend: every command and every event, typed. Nothing else in the window
 * may speak to Tauri. What comes back was committed to the disk before it was answered.
 */
import type {
  Acted,
  Boot,
  Created,
  Delta,
  ImportPreview,
  ImportProgress,
  ImportReport,
  ImportRequest,
  Me,
  NewTask,
  Placement,
  Presence,
  ProjectCommand,
  ProjectLines,
  RefusedWork,
  Role,
  Settings,
  SyncView,
  TaskCommand,
  TaskDetail,
  TaskLine,
  Uuid,
  Workspace,
} from "./types";

export interface Door {
  boot(): Promise<Boot>;
  workspace(): Promise<Workspace>;
  /** A new UUIDv7, for things that the screen names before they exist. */
  newId(): Promise<Uuid>;

  createOrganisation(name: string): Promise<{ id: Uuid; delta: Delta }>;
  createProject(project: NewProject): Promise<Created>;
  editProject(project: Uuid, command: ProjectCommand): Promise<Acted>;
  /** All lines of a project; from now on its changes come as deltas. */
  openProject(project: Uuid): Promise<ProjectLines>;
  /** The deleted tasks of a project. */
  openBin(project: Uuid): Promise<ProjectLines>;

  createTask(project: Uuid, task: NewTask, more?: TaskBeginning): Promise<Created>;
  /** One command on many tasks is one act, and one step to undo. */
  act(tasks: readonly Uuid[], command: TaskCommand): Promise<Acted>;
  /** Place and, when given, state in one change. */
  moveTask(task: Uuid, to: Placement, state: Uuid | null): Promise<Acted>;
  taskDetail(task: Uuid): Promise<TaskDetail | null>;
  addComment(task: Uuid, parent: Uuid | null, body: string): Promise<Created>;
  /** `number` 0 keeps the shown value, 1… takes that losing one. */
  resolveConflict(task: Uuid, field: string, number: number): Promise<Acted>;
  /** Null: there was nothing left to undo. */
  undo(): Promise<Acted | null>;
  redo(): Promise<Acted | null>;
  search(text: string, project: Uuid | null, limit: number): Promise<Found[]>;

  textOpen(task: Uuid): Promise<OpenedText>;
  /** One Automerge change; the answer means that it is durable. */
  textChange(task: Uuid, change: Uint8Array): Promise<{ delta: Delta }>;
  /** For `Automerge.loadIncremental`; empty when there is nothing new. */
  textChangesSince(task: Uuid, heads: readonly string[]): Promise<Uint8Array>;
  setPresence(project: Uuid, task: Uuid | null, cursor: Presence["cursor"]): Promise<void>;

  syncStatus(): Promise<SyncView>;
  setOffline(offline: boolean): Promise<SyncView>;
  syncNow(): Promise<void>;
  refused(): Promise<RefusedWork[]>;
  retryRefused(number: number): Promise<Acted>;
  discardRefused(number: number): Promise<void>;

  signUp(account: Credentials & { name: string }): Promise<Me>;
  signIn(account: Credentials): Promise<Me>;
  signOut(): Promise<Me>;
  joinRelay(org: Uuid, name: string): Promise<Workspace>;
  addMember(org: Uuid, email: string, role: Role): Promise<Workspace>;

  importPreview(file: FileBytes): Promise<ImportPreview>;
  importRun(
    request: ImportRequest,
    onProgress: (progress: ImportProgress) => void,
  ): Promise<ImportReport>;
  importStop(token: string): Promise<void>;
  exportProject(project: Uuid, format: "csv" | "json"): Promise<{ path: string }>;
  saveSettings(settings: Settings): Promise<Settings>;

  /** Hears an event until the returned function is called. */
  on<Name extends keyof Events>(
    name: Name,
    hear: (payload: Events[Name]) => void,
  ): Promise<() => void>;
}

export interface Events {
  delta: Delta;
  sync: SyncView;
  presence: Presence;
  workspace: null;
  settings: Settings;
}

interface NewProject {
  /** Null: the organisation of this machine, made if there is none. */
  org: Uuid | null;
  name: string;
  key: string;
}

export interface TaskBeginning {
  placement?: Placement | null;
  description?: string | null;
}

export interface Credentials {
  relay: string;
  email: string;
  password: string;
}

interface FileBytes {
  name: string;
  delimiter: string;
  bytes: Uint8Array;
}

/** A task that a search found, and the project that it is in. */
export interface Found {
  line: TaskLine;
  project: Uuid;
}

/** A description, opened for one editor. */
export interface OpenedText {
  header: TextHeader;
  doc: Uint8Array;
}

export interface TextHeader {
  doc: Uuid;
  /** The actor for this editor alone, as hexadecimal digits. */
  actor: string;
  author: Uuid;
  owner: Uuid;
  role: string;
}

/** The door that is in use. */
export let door: Door;

/** Chooses the backend: once, before anything is drawn. Tests open a door of their own. */
export function openDoor(backend: Door): void {
  door = backend;
}
