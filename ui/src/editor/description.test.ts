import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as A from "@automerge/automerge/slim";
import type { EditorView } from "prosemirror-view";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Door, openDoor } from "../backend/door";
import { Failure } from "../backend/failure";
import { makeFake } from "../backend/fake/fake";
import { makeTexts, type PlayedTexts } from "../backend/fake/texts";
import { Description } from "./description";
import { mount } from "./surface";

const task = "01900000-0000-7006-8000-000000000001";

let texts: PlayedTexts;
let door: Door;
let description: Description;
let view: EditorView;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await A.initializeWasm(new Uint8Array(readFileSync(wasm)));
});

beforeEach(() => vi.useFakeTimers());

afterEach(() => {
  view.destroy();
  vi.useRealTimers();
});

describe("what was typed", () => {
  test("is one change, a quarter of a second after the first letter", async () => {
    await open("lamp");
    const sent = vi.spyOn(door, "textChange");
    for (const letter of "bright ") type(letter, view.state.selection.head);
    await vi.advanceTimersByTimeAsync(249);
    expect(sent).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveBeenCalledTimes(1);
    expect(texts.textOf(task)).toBe("bright lamp");
  });

  test("is called saved only when the answer is there", async () => {
    await open("lamp");
    const answer = hold();
    type("a ");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(description.saving.getState().is).toBe("typed");
    answer.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(description.saving.getState().is).toBe("saved");
  });

  test("while an older change is on its way is not called saved with it", async () => {
    await open("lamp");
    const answer = hold();
    type("a ");
    await vi.advanceTimersByTimeAsync(250);
    type("b ");
    answer.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(texts.textOf(task)).not.toContain("b ");
    expect(description.saving.getState().is).toBe("typed");
    await vi.advanceTimersByTimeAsync(250);
    expect(texts.textOf(task)).toContain("b ");
    expect(description.saving.getState().is).toBe("saved");
  });

  test("is saved when the editor closes", async () => {
    await open("lamp");
    type("last ");
    await description.close();
    expect(texts.textOf(task)).toBe("last lamp");
  });
});

describe("a save that fails", () => {
  test("says so, keeps the text, and is made up for in order", async () => {
    await open("lamp");
    const broken = vi
      .spyOn(door, "textChange")
      .mockRejectedValue(new Failure("disk", "The disk is full."));
    type("one ");
    await vi.advanceTimersByTimeAsync(250);
    expect(description.saving.getState()).toEqual({
      is: "failed",
      code: "disk",
      words: "The disk is full.",
    });
    type("two ");
    await vi.advanceTimersByTimeAsync(250);
    expect(view.state.doc.textContent).toBe("two one lamp");
    expect(texts.textOf(task)).toBe("lamp");
    broken.mockRestore();
    await description.flush();
    expect(texts.textOf(task)).toBe("two one lamp");
    expect(description.saving.getState().is).toBe("saved");
  });
});

test("what builds on a text that was rebuilt can be given up, and is not kept for the next time", async () => {
  await open("lamp");
  const stale = vi
    .spyOn(door, "textChange")
    .mockRejectedValue(new Failure("stale", "The text was rebuilt."));
  type("lost ");
  await vi.advanceTimersByTimeAsync(250);
  expect(description.saving.getState()).toMatchObject({ is: "failed", code: "stale" });
  description.abandon();
  await description.close();
  stale.mockRestore();
  const again = await Description.open(task);
  expect(again.binding.text()).toBe("lamp");
});

describe("what others write meanwhile", () => {
  test("comes in beside what was typed and not yet sent", async () => {
    await open("lamp");
    type("bright ");
    texts.typeElsewhere(task, 4, " shines");
    await description.refresh();
    expect(view.state.doc.textContent).toBe("bright lamp shines");
    await description.flush();
    expect(texts.textOf(task)).toBe("bright lamp shines");
  });

  test("leaves the caret at its character", async () => {
    await open("alpha beta");
    select(7);
    texts.typeElsewhere(task, 0, "so ");
    await description.refresh();
    expect(view.state.selection.head).toBe(10);
  });

  test("does not replace what an input method is composing", async () => {
    await open("lamp");
    composing(true);
    type("かな ");
    texts.typeElsewhere(task, 4, "!");
    await description.refresh();
    expect(view.state.doc.textContent).toContain("かな ");
    composing(false);
    await description.flush();
    await description.refresh();
    expect(texts.textOf(task)).toBe("かな lamp!");
  });
});

describe("typing in the page itself", () => {
  // A browser changes the page, and ProseMirror reads the whole paragraph back from it.
  test.each(["Steps", "Main"])("beside “%s” changes no other character", async (word) => {
    const imported =
      "Steps:\r\n\tat Foo.bar(Foo.java:12)\r\n\tat Main\n\nmore \u{1F600} \uFFFC end";
    await open(imported);
    const letters = lettersOf(word);
    letters.data = letters.data.replace(word, `${word}X`);
    await vi.advanceTimersByTimeAsync(500);
    expect(texts.textOf(task)).toBe(imported.replace(word, `${word}X`));
  });
});

describe("closing", () => {
  test("does not lose letters that an input method is composing", async () => {
    await open("lamp");
    composing(true);
    type("かな ");
    await description.close();
    expect(texts.textOf(task)).toBe("かな lamp");
  });

  test("keeps what could not be saved, for the next time the task is opened", async () => {
    await open("lamp");
    vi.spyOn(door, "textChange").mockRejectedValueOnce(new Failure("disk", "The disk is full."));
    type("dear ");
    await description.close();
    const again = await Description.open(task);
    expect(again.binding.shown().textContent).toBe("dear lamp");
    expect(texts.textOf(task)).toBe("dear lamp");
  });
});

async function open(text: string): Promise<void> {
  texts = makeTexts({ author: "01900000-0000-7001-8000-000000000001", textFor: () => text });
  door = makeFake({ texts });
  openDoor(door);
  description = await Description.open(task);
  const place = document.body.appendChild(document.createElement("div"));
  const nothing = () => {};
  view = mount(place, description, {
    label: "Description",
    onChange: nothing,
    onEscape: nothing,
    onLink: () => false,
  });
}

function type(letters: string, at = 1): void {
  view.dispatch(view.state.tr.insertText(letters, at));
}

function select(position: number): void {
  const { tr, selection, doc } = view.state;
  const place = selection.constructor as unknown as {
    near(at: ReturnType<typeof doc.resolve>): typeof selection;
  };
  view.dispatch(tr.setSelection(place.near(doc.resolve(position))));
}

/** The answer to the next change is held back until it is released. */
function hold(): { release(): void } {
  let release = () => {};
  const wait = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { textChange } = door;
  vi.spyOn(door, "textChange").mockImplementationOnce(async (...change) => {
    await wait;
    return textChange(...change);
  });
  return { release: () => release() };
}

function composing(is: boolean): void {
  Object.defineProperty(view, "composing", { configurable: true, value: is });
}

function lettersOf(word: string): Text {
  const walker = document.createTreeWalker(view.dom, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text && node.data.includes(word)) return node;
  }
  throw new Error(`the editor does not show ${word}`);
}
