/** Descriptions in memory: each an Automerge document, as the store has it. */
import * as A from "@automerge/automerge/slim";
import type { Door } from "../door";
import { Failure } from "../failure";
import type { Delta, Uuid } from "../types";

export type FakeTexts = Pick<Door, "textOpen" | "textChange" | "textChangesSince">;

/** The texts, and what a test may do behind the editor's back. */
export interface PlayedTexts extends FakeTexts {
  /** What is kept, without marks and markers. */
  textOf(task: Uuid): string;
  /** As if somebody else had typed it and the sync had brought it. */
  typeElsewhere(task: Uuid, at: number, words: string): Delta;
}

interface Play {
  author: Uuid;
  /** What a description says before anybody edits it; null: nobody wrote one. */
  textFor: (task: Uuid) => string | null;
}

interface Text {
  [key: string]: unknown;
  text: string;
}

const none = (): Promise<never> =>
  Promise.reject(new Failure("not_found", "This demonstration has no descriptions."));

export const noTexts: FakeTexts = { textOpen: none, textChange: none, textChangesSince: none };

export function makeTexts({ author, textFor }: Play): PlayedTexts {
  const kept = new Map<Uuid, A.Doc<Text>>();
  let actors = 0;
  const nextActor = () => (++actors).toString(16).padStart(32, "0");

  const textOf = (task: Uuid): A.Doc<Text> => {
    const known = kept.get(task);
    if (known !== undefined) return known;
    const text = A.from<Text>({ text: textFor(task) ?? "" }, { actor: nextActor() });
    kept.set(task, text);
    return text;
  };
  const keep = (task: Uuid, text: A.Doc<Text>): Delta => {
    kept.set(task, text);
    return {
      revision: 0,
      project: null,
      upserted: [],
      removed: [],
      touched: [task],
      workspace: false,
    };
  };

  return {
    textOpen: async (task) => {
      await A.wasmInitialized();
      const doc = A.save(textOf(task));
      const header = { doc: task, actor: nextActor(), author, owner: task, role: "description" };
      return { header, doc };
    },
    textChange: async (task, change) => {
      const text = textOf(task);
      const { deps } = A.decodeChange(change);
      if (!A.hasHeads(text, deps)) {
        throw new Failure("invalid", "The change builds on one that is not here.");
      }
      const [after] = A.applyChanges(text, [change]);
      return { delta: keep(task, after) };
    },
    textChangesSince: async (task, heads) => {
      const text = textOf(task);
      return A.saveSince(
        text,
        heads.filter((head) => A.hasHeads(text, [head])),
      );
    },
    textOf: (task) =>
      A.spans(textOf(task), ["text"])
        .map((span) => (span.type === "text" ? span.value : ""))
        .join(""),
    typeElsewhere: (task, at, words) => {
      const other = A.clone(textOf(task), { actor: nextActor() });
      return keep(
        task,
        A.change(other, { time: Date.now() }, (doc) => A.splice(doc, ["text"], at, 0, words)),
      );
    },
  };
}
