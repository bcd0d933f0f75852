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
  /** `code` is a failure's: `stale` means that trying again cannot help, the text was rebuilt. */
  | { is: "failed"; code: string; words: string };

/** The editor, as far as the description must know it. */
export interface Surface {
  doc(): Node;
  /** Between the letters of an input method nothing may be replaced. */
  isComposing(): boolean;
  /** Show what the binding shows; `edit` merges or commits, and places are kept over it. */
  follow(edit: () => void): void;
}

/** Closed with changes that could not be saved: kept until they are, however often it is opened. */
const unsaved = new Map<Uuid, Description>();

export class Description {
  readonly saving = createStore<Saving>()(() => ({ is: "saved" }));
  readonly #task: Uuid;
  readonly #binding: TextBinding;
  #surface: Surface | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes that are not on the disk, oldest first: each builds on the one before. */
  #unsent: Uint8Array[] = [];
  /** Others wrote while an input method was composing: it is still to be merged. */
  #isBehind = false;
  #isClosed = false;
  /** Why what stands on the screen could not be made a change. */
  #unwritten: Failure | null = null;
  /** One thing at a time, in order. */
  #work: Promise<void> = Promise.resolve();

  private constructor(task: Uuid, { header, doc }: OpenedText) {
    this.#task = task;
    const author = header.author.replaceAll("-", "");
    this.#binding = new TextBinding({ ...header, author }, doc);
  }

  static async open(task: Uuid): Promise<Description> {
    const kept = unsaved.get(task);
    if (kept !== undefined) {
      unsaved.delete(task);
      kept.#isClosed = false;
      await kept.refresh();
      return kept;
    }
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
    const flushed = this.#next(() => this.#send());
    if (!this.#isBehind || this.#surface?.isComposing() === true) return flushed;
    this.#isBehind = false;
    return this.refresh();
  }

  /** Somebody, here or elsewhere, may have written. */
  refresh(): Promise<void> {
    return this.#next(async () => {
      const bytes = await door.textChangesSince(this.#task, this.#binding.heads());
      if (bytes.length === 0) return;
      // Nothing is replaced between the letters of an input method: its end is typed, and asks again.
      if (this.#surface?.isComposing() === true) {
        this.#isBehind = true;
        return;
      }
      this.#commit();
      if (this.#unwritten !== null) throw this.#unwritten;
      if (this.#surface === null) this.#binding.merge(bytes);
      else this.#surface.follow(() => this.#binding.merge(bytes));
      await this.#send();
    });
  }

  /** Gives up what could not be saved: the person has copied it, or does not want it. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#surface = null;
    this.#unsent = [];
    this.#unwritten = null;
  }

  /** Saves the last letters and lets the document go. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // What an input method was composing is on the screen: it is kept as it stands.
    this.#commit(true);
    this.#surface = null;
    this.#isClosed = true;
    if (this.#unsent.length > 0) unsaved.set(this.#task, this);
    await this.#next(() => this.#send());
    if (!this.#isClosed || this.#unsent.length > 0) return;
    unsaved.delete(this.#task);
    this.#binding.free();
  }

  #commit(isLast = false): void {
    const surface = this.#surface;
    if (surface === null) return;
    if (!isLast && surface.isComposing()) {
      this.typed();
      return;
    }
    const typed = surface.doc();
    try {
      surface.follow(() => {
        const change = this.#binding.commit(typed);
        if (change !== null) this.#unsent.push(change);
      });
      this.#unwritten = null;
    } catch (error) {
      // The words stay on the screen, where they can be copied; they are never called saved.
      this.#unwritten = Failure.from(error);
    }
  }

  async #send(): Promise<void> {
    try {
      for (let change = this.#unsent[0]; change !== undefined; change = this.#unsent[0]) {
        const { delta } = await door.textChange(this.#task, change);
        this.#unsent.shift();
        takeDelta(delta);
      }
      if (this.#unwritten !== null) throw this.#unwritten;
      if (this.#timer === undefined) this.saving.setState({ is: "saved" }, true);
    } catch (error) {
      this.#failed(error);
    }
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#failed(error));
    return this.#work;
  }

  #failed(error: unknown): void {
    const { code, words } = Failure.from(error);
    this.saving.setState({ is: "failed", code, words }, true);
  }
}
