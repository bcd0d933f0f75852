import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, test } from "vitest";
import { Failure } from "./failure";
import { splitText, tauriDoor } from "./tauri";

afterEach(clearMocks);

function answering(answer: (command: string, args: unknown) => unknown): unknown[][] {
  const asked: unknown[][] = [];
  mockIPC((command, args) => {
    asked.push([command, args]);
    return answer(command, args);
  });
  return asked;
}

describe("the door to Tauri", () => {
  test("names commands and arguments as the backend does", async () => {
    const asked = answering(() => null);
    await tauriDoor.moveTask("t", { at: "first" }, null);
    await tauriDoor.createTask("p", {
      title: "Lens",
      state: null,
      priority: "none",
      assignees: [],
      labels: [],
      start: null,
      due: null,
      estimate: null,
      parent: null,
    });
    expect(asked[0]).toEqual([
      "move_task",
      { args: { task: "t", to: { at: "first" }, state: null } },
    ]);
    expect(asked[1]).toMatchObject([
      "create_task",
      { args: { project: "p", placement: null, description: null } },
    ]);
  });

  test("gives a failure with its code and its words", async () => {
    answering(() => {
      throw { code: "disk", words: "The disk is full." };
    });
    const failure = await tauriDoor.undo().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: "disk", words: "The disk is full." });
  });

  test("makes a failure of whatever else is thrown", () => {
    expect(Failure.from(new Error("no window"))).toMatchObject({ code: "internal" });
    expect(Failure.from("odd").words).toContain("odd");
  });
});

test("a text is split from its header", () => {
  const header = { doc: "d", actor: "a0", author: "u", owner: "t", role: "description" };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const answer = new Uint8Array(4 + json.length + 3);
  new DataView(answer.buffer).setUint32(0, json.length, true);
  answer.set(json, 4);
  answer.set([7, 8, 9], 4 + json.length);
  const opened = splitText(answer.buffer);
  expect(opened.header).toEqual(header);
  expect([...opened.doc]).toEqual([7, 8, 9]);
});
