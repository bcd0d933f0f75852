/** Telling others where this person stands: at most four times a second, and that they left. */
import { door } from "../backend/door";
import type { Presence, Uuid } from "../backend/types";

const spacing = 250;

export class Announcer {
  readonly #project: Uuid;
  readonly #task: Uuid;
  #next: (() => Presence["cursor"]) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(project: Uuid, task: Uuid) {
    this.#project = project;
    this.#task = task;
  }

  /** `cursor` is asked for when it is time to tell. */
  tell(cursor: () => Presence["cursor"]): void {
    this.#next = cursor;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const next = this.#next;
      // Presence is hearsay: one that is lost is followed by the next.
      if (next !== null) void door.setPresence(this.#project, this.#task, next()).catch(() => {});
    }, spacing);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = null;
  }
}
