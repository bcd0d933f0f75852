/** The fake's state: tasks, a revision that counts up, steps to undo, listeners. */
import type { Events } from "../door";
import type { CommentNode, Delta, Me, Project, Settings, SyncView, TaskLine, Uuid } from "../types";
import { idOf, lampProject, makeLines, makeProject, members, shopProject } from "./seed";

export interface Task {
  project: Uuid;
  line: TaskLine;
  comments: CommentNode[];
  description: string | null;
}

/** What a task was before and after an act. */
interface Step {
  label: string;
  before: TaskLine[];
  after: TaskLine[];
}

export class Memory {
  readonly tasks = new Map<Uuid, Task>();
  projects: Project[] = [];
  orgName = "Halo Lamps";
  hasOrg = true;
  offline = false;
  me: Me;
  settings: Settings = { theme: "system", offline: false, place: null };
  open: Uuid | null = null;
  readonly now: () => number;
  revision = 1;

  #made = 0;
  #done: Step[] = [];
  #undone: Step[] = [];
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  constructor(count: number, now: () => number) {
    this.now = now;
    const first = members[0];
    this.me = {
      user: first?.user ?? idOf(1, 1),
      identities: [],
      account: {
        id: first?.user ?? idOf(1, 1),
        name: first?.name ?? "Mira Holm",
        email: "mira@halo.example",
        relay: "https://relay.halo.example",
      },
      last_relay: "https://relay.halo.example",
      tokens_in: "keychain",
    };
    if (count === 0) {
      this.hasOrg = false;
      this.me = { ...this.me, account: null, last_relay: null, tokens_in: "file" };
      return;
    }
    this.projects = [
      makeProject(lampProject, "Front lamp", "LAMP", now()),
      makeProject(shopProject, "Shop", "SHOP", now()),
    ];
    for (const line of makeLines("LAMP", count, now(), 1)) this.put(lampProject, line);
    for (const line of makeLines("SHOP", Math.min(count, 14), now(), 2)) this.put(shopProject, line);
  }

  newId(): Uuid {
    this.#made += 1;
    return idOf(0x200, this.#made);
  }

  put(project: Uuid, line: TaskLine): void {
    const known = this.tasks.get(line.id);
    this.tasks.set(line.id, {
      project,
      line,
      comments: known?.comments ?? [],
      description: known?.description ?? null,
    });
  }

  of(project: Uuid, deleted: boolean): TaskLine[] {
    return [...this.tasks.values()]
      .filter((task) => task.project === project && (task.line.deleted_at !== undefined) === deleted)
      .map(({ line }) => line)
      .sort((a, b) => (a.order < b.order ? -1 : 1));
  }

  /** Writes lines as one act, which can be undone. */
  step(label: string, after: TaskLine[]): Delta {
    const before = after.map(({ id, ...line }) => {
      const known = this.tasks.get(id)?.line;
      return known ?? { ...line, id, deleted_at: this.now() };
    });
    this.#done.push({ label, before, after });
    this.#undone = [];
    return this.write(after);
  }

  undo(): { label: string; delta: Delta } | null {
    return this.#turn(this.#done, this.#undone, "before");
  }

  redo(): { label: string; delta: Delta } | null {
    return this.#turn(this.#undone, this.#done, "after");
  }

  /** Writes lines and tells the window, as every transaction does. */
  write(lines: readonly TaskLine[], project: Uuid | null = this.open): Delta {
    for (const line of lines) {
      const home = this.tasks.get(line.id)?.project ?? project;
      if (home !== null) this.put(home, line);
    }
    return this.tell({
      upserted: lines.filter((line) => this.#isOpen(line) && line.deleted_at === undefined),
      removed: lines.filter((line) => line.deleted_at !== undefined).map(({ id }) => id),
      touched: lines.map(({ id }) => id),
      workspace: false,
    });
  }

  tell(what: Omit<Delta, "revision" | "project">): Delta {
    this.revision += 1;
    const delta = { revision: this.revision, project: this.open, ...what };
    this.emit("delta", delta);
    return delta;
  }

  listen(name: keyof Events, hear: (payload: never) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(hear));
    return () => all.delete(hear);
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const hear of this.#listeners.get(name) ?? []) hear(payload as never);
  }

  sync(): SyncView {
    const signedIn = this.me.account !== null;
    const link = !signedIn ? "local" : this.offline ? "offline_on_purpose" : "online";
    return {
      link,
      words: null,
      synced: signedIn && !this.offline,
      waiting: this.offline ? 3 : 0,
      refused: 0,
      local: signedIn ? 0 : this.tasks.size,
      diverging: 0,
      last_contact: signedIn ? this.now() - 4_000 : null,
      fetching: [],
    };
  }

  members(): typeof members {
    return this.me.account === null ? members.slice(0, 1) : members;
  }

  #isOpen(line: TaskLine): boolean {
    return this.tasks.get(line.id)?.project === this.open;
  }

  #turn(from: Step[], to: Step[], side: "before" | "after"): { label: string; delta: Delta } | null {
    const step = from.pop();
    if (step === undefined) return null;
    to.push(step);
    return { label: step.label, delta: this.write(step[side]) };
  }
}
