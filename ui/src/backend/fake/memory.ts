/** The fake's state: tasks, a revision that counts up, steps to undo, listeners. */
import type { Events } from "../door";
import type {
  CommentNode,
  Delta,
  Me,
  Member,
  Project,
  RefusedWork,
  Settings,
  SyncView,
  TaskLine,
  Uuid,
} from "../types";
import type { Scene } from "./account";
import { noRest, type Rest } from "./detail";
import { lampCycles, lampFields, lampMilestones, liveIn } from "./lived-in";
import { someRefused } from "./refusing";
import { idOf, lampProject, makeLines, makeProject, members, shopProject } from "./seed";

export interface Task {
  project: Uuid;
  line: TaskLine;
  comments: CommentNode[];
  description: string | null;
  rest: Rest;
}

/** What a task was before and after an act. */
interface Step {
  label: string;
  before: TaskLine[];
  after: TaskLine[];
}

const waitingScenes: ReadonlySet<Scene> = new Set(["unreachable", "waiting", "held_up", "offline"]);

export class Memory {
  readonly tasks = new Map<Uuid, Task>();
  projects: Project[] = [];
  orgName = "Halo Lamps";
  /** Null: the organisation lives on this machine alone. */
  orgRelay: string | null = "https://relay.halo.example";
  hasOrg = true;
  people: Member[] = members;
  offline = false;
  scene: Scene;
  refusedWork: RefusedWork[] = [];
  me: Me;
  settings: Settings = { theme: "system", offline: false, place: null };
  open: Uuid | null = null;
  readonly now: () => number;
  revision = 1;

  #made = 0;
  #done: Step[] = [];
  #undone: Step[] = [];
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  #waiting = 0;

  constructor(count: number, now: () => number, scene: Scene = "synced") {
    this.now = now;
    this.scene = scene;
    this.offline = scene === "offline";
    this.#waiting = waitingScenes.has(scene) ? 3 : 0;
    if (scene === "refused") this.refusedWork = someRefused(now());
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
    if (scene === "signed_out") this.me = { ...this.me, account: null };
    if (scene === "local" || count === 0) {
      this.orgName = "My organisation";
      this.orgRelay = null;
      this.me = { ...this.me, account: null, last_relay: null, tokens_in: "file" };
    }
    if (count === 0) {
      this.hasOrg = false;
      return;
    }
    this.projects = [
      {
        ...makeProject(lampProject, "Front lamp", "LAMP", now()),
        fields: lampFields,
        cycles: lampCycles(now()),
        milestones: lampMilestones(now()),
      },
      makeProject(shopProject, "Shop", "SHOP", now()),
    ];
    for (const line of makeLines("LAMP", count, now(), 1)) this.put(lampProject, line);
    for (const line of makeLines("SHOP", Math.min(count, 14), now(), 2))
      this.put(shopProject, line);
    liveIn(this);
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
      rest: known?.rest ?? noRest(line),
    });
  }

  of(project: Uuid, deleted: boolean): TaskLine[] {
    return [...this.tasks.values()]
      .filter(
        (task) => task.project === project && (task.line.deleted_at !== undefined) === deleted,
      )
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
    const isLocal = this.orgRelay === null;
    const link = isLocal ? "local" : this.#link();
    const fetching = this.scene === "fetching" ? [{ project: lampProject, documents: 1_200 }] : [];
    return {
      link,
      words: link === "unreachable" ? "The relay does not answer: connection refused." : null,
      synced: link === "online" && this.#waiting === 0 && fetching.length === 0,
      waiting: isLocal ? 0 : this.#waiting,
      held_up: this.scene === "held_up" ? this.#waiting : 0,
      refused: this.refusedWork.length,
      local: isLocal ? this.tasks.size : 0,
      diverging: 0,
      last_contact: isLocal ? null : this.now() - (link === "online" ? 4_000 : 540_000),
      synced_to: isLocal
        ? null
        : this.now() - (link === "online" && this.#waiting === 0 ? 4_000 : 720_000),
      fetching,
    };
  }

  #link(): SyncView["link"] {
    if (this.me.account === null) return "signed_out";
    if (this.offline) return "offline_on_purpose";
    return this.scene === "unreachable" ? "unreachable" : "online";
  }

  /** As if that many changes were on their way, one after the other. */
  send(count: number): void {
    this.#waiting = count;
    this.emit("sync", this.sync());
    if (count > 0) setTimeout(() => this.send(count - 1), 60);
  }

  members(): Member[] {
    return this.orgRelay === null ? this.people.slice(0, 1) : this.people;
  }

  #isOpen(line: TaskLine): boolean {
    return this.tasks.get(line.id)?.project === this.open;
  }

  #turn(
    from: Step[],
    to: Step[],
    side: "before" | "after",
  ): { label: string; delta: Delta } | null {
    const step = from.pop();
    if (step === undefined) return null;
    to.push(step);
    return { label: step.label, delta: this.write(step[side]) };
  }
}
