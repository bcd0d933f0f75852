import { describe, expect, test } from "vitest";
import { keyOf } from "./keymap";

function event(init: Partial<KeyboardEvent>): KeyboardEvent {
  return {
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...init,
  } as KeyboardEvent;
}

describe("a key event", () => {
  test.each<[Partial<KeyboardEvent>, string]>([
    [{ key: "s" }, "s"],
    [{ key: "S", shiftKey: true }, "shift+s"],
    [{ key: "k", ctrlKey: true }, "mod+k"],
    [{ key: "Z", ctrlKey: true, shiftKey: true }, "mod+shift+z"],
    [{ key: "?", shiftKey: true }, "?"],
    [{ key: "/", shiftKey: true }, "/"],
    [{ key: " " }, "space"],
    [{ key: "ArrowUp", altKey: true }, "alt+arrowup"],
    [{ key: "ArrowDown", shiftKey: true }, "shift+arrowdown"],
  ])("%j is %s", (init, key) => expect(keyOf(event(init))).toBe(key));
});
