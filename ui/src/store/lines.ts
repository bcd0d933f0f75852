/**
 * The lines of the open project, kept by deltas. Each row can be listened to alone, so that a
 * change of one task draws one row.
 */
import type { Delta, ProjectLines, TaskLine, Uuid } from "../backend/types";

/** A row before and after a change; undefined: it was not, or is no more. */
export interface LineChange {
  id: Uuid;
  before: TaskLine | undefined;
  after: TaskLine | undefined;
}

type Listener = () => void;

export class Lines {
  /** Revision of the whole as it was opened; rows changed since carry their own. */
  #opened = -1;
  #project: Uuid | null = null;
  readonly #byId = new Map<Uuid, TaskLine>();
  /** By parent; most tasks have neither parent nor children. */
  readonly #children = new Map<Uuid, Set<Uuid>>();
  readonly #revisions = new Map<Uuid, number>();
  readonly #listeners = new Map<Uuid, Set<Listener>>();

  get project(): Uuid | null {
    return this.#project;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: Uuid): TaskLine | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<TaskLine> {
    return this.#byId.values();
  }

  /** In no particular order. */
  childrenOf(parent: Uuid): TaskLine[] {
    const children = this.#children.get(parent) ?? [];
    return [...children].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Puts a whole project in place of what was there. */
  open({ project, revision, lines }: ProjectLines): void {
    const gone = new Set(this.#byId.keys());
    this.#project = project;
    this.#opened = revision;
    this.#byId.clear();
    this.#children.clear();
    this.#revisions.clear();
    for (const line of lines) {
      this.#put(line);
      gone.delete(line.id);
    }
    for (const listened of this.#listeners.keys()) {
      if (gone.has(listened) || this.#byId.has(listened)) this.#tell(listened);
    }
  }

  /**
   * Takes a delta over. The same delta arrives twice (in a command's answer and as an event), and
   * two may arrive in the wrong order, so each row remembers the revision that it is of.
   */
  apply(delta: Delta): LineChange[] {
    if (delta.project === null || delta.project !== this.#project) return [];
    const changes: LineChange[] = [];
    for (const line of delta.upserted) {
      if (!this.#isNews(line.id, delta.revision)) continue;
      changes.push({ id: line.id, before: this.#byId.get(line.id), after: line });
      this.#put(line);
    }
    for (const id of delta.removed) {
      if (!this.#isNews(id, delta.revision)) continue;
      const before = this.#byId.get(id);
      this.#remove(id);
      if (before !== undefined) changes.push({ id, before, after: undefined });
    }
    for (const { id } of changes) this.#tell(id);
    return changes;
  }

  listen(id: Uuid, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  #put(line: TaskLine): void {
    const before = this.#byId.get(line.id);
    this.#byId.set(line.id, line);
    if (before?.parent === line.parent) return;
    this.#leaveParent(before);
    if (line.parent === undefined) return;
    const siblings = this.#children.get(line.parent) ?? new Set();
    this.#children.set(line.parent, siblings.add(line.id));
  }

  #remove(id: Uuid): void {
    this.#leaveParent(this.#byId.get(id));
    this.#byId.delete(id);
  }

  #leaveParent(line: TaskLine | undefined): void {
    if (line?.parent === undefined) return;
    const siblings = this.#children.get(line.parent);
    siblings?.delete(line.id);
    if (siblings?.size === 0) this.#children.delete(line.parent);
  }

  /** Whether a row of this revision is newer than what is known, which it then becomes. */
  #isNews(id: Uuid, revision: number): boolean {
    if (revision <= (this.#revisions.get(id) ?? this.#opened)) return false;
    this.#revisions.set(id, revision);
    return true;
  }

  #tell(id: Uuid): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
