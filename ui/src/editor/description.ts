/**
 * A description that is being read and written: its document, what of it is on the disk, and what
 * others do to it meanwhile.
 */
import type { Node } from "prosemirror-model";
import { createStore } from "zustand/vanilla";
import { door, type OpenedText } from "../backend/door";
import { Failure } from "../backend/failure";
import type { Uuid } from "../backend/types";
import { takeDelta } from "../store/open";
import { loadAutomerge } from "./automerge";
import { TextBinding } from "./binding";

/** What was typed is sent this long after the first letter that was not. */
const flushAfter = 250;

export type Saving =
  | { is: "saved" }
  /** Typed, and on the screen alone. */
  | { is: "typed" }
  | { is: "failed"; words: string };

/** The editor, as far as the description must know it. */
export interface Surface {
  doc(): Node;
  /** Between the letters of an input method nothing may be replaced. */
  isComposing(): boolean;
  /** Show what the binding shows; `edit` merges or commits, and places are kept over it. */
  follow(edit: () => void): void;
}

export class Description {
  readonly saving = createStore<Saving>()(() => ({ is: "saved" }));
  readonly #task: Uuid;
  readonly #binding: TextBinding;
  #surface: Surface | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes that are not on the disk, oldest first: each builds on the one before. */
  #unsent: Uint8Array[] = [];
  /** One thing at a time, in order. */
  #work: Promise<void> = Promise.resolve();

  private constructor(task: Uuid, { header, doc }: OpenedText) {
    this.#task = task;
    const author = header.author.replaceAll("-", "");
    this.#binding = new TextBinding({ ...header, author }, doc);
  }

  static async open(task: Uuid): Promise<Description> {
    const [opened] = await Promise.all([door.textOpen(task), loadAutomerge()]);
    return new Description(task, opened);
  }

  get binding(): TextBinding {
    return this.#binding;
  }

  attach(surface: Surface): void {
    this.#surface = surface;
  }

  /** The person typed: it is saved within a moment. */
  typed(): void {
    if (this.saving.getState().is === "saved") this.saving.setState({ is: "typed" });
    this.#timer ??= setTimeout(() => void this.flush(), flushAfter);
  }

  /** Saves what was typed. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#commit();
    return this.#next(() => this.#send());
  }

  /** Somebody, here or elsewhere, may have written. */
  refresh(): Promise<void> {
    return this.#next(async () => {
      const bytes = await door.textChangesSince(this.#task, this.#binding.heads());
      if (bytes.length === 0) return;
      this.#commit();
      this.#surface?.follow(() => this.#binding.merge(bytes));
      await this.#send();
    });
  }

  /** Saves the last letters and lets the document go. */
  async close(): Promise<void> {
    await this.flush();
    this.#surface = null;
    this.#binding.free();
  }

  #commit(): void {
    const surface = this.#surface;
    if (surface === null) return;
    if (surface.isComposing()) {
      this.typed();
      return;
    }
    const typed = surface.doc();
    surface.follow(() => {
      const change = this.#binding.commit(typed);
      if (change !== null) this.#unsent.push(change);
    });
  }

  async #send(): Promise<void> {
    try {
      for (let change = this.#unsent[0]; change !== undefined; change = this.#unsent[0]) {
        const { delta } = await door.textChange(this.#task, change);
        this.#unsent.shift();
        takeDelta(delta);
      }
      if (this.#timer === undefined) this.saving.setState({ is: "saved" }, true);
    } catch (error) {
      this.saving.setState({ is: "failed", words: Failure.from(error).words }, true);
    }
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.saving.setState({ is: "failed", words: Failure.from(error).words }, true);
    });
    return this.#work;
  }
}
