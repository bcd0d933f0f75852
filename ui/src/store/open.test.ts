import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openDoor } from "../backend/door";
import { Failure } from "../backend/failure";
import { type Fake, makeFake } from "../backend/fake/fake";
import { lampProject, states } from "../backend/fake/seed";
import { act, moveTask, said, undo } from "./acts";
import { defaultDisplay, display } from "./display";
import { closeProject, lines, opened, openProject, stepFocus } from "./open";
import { focusOn, selection } from "./selection";
import { start } from "./start";

let fake: Fake;

beforeEach(async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.useFakeTimers({ toFake: ["setInterval"] });
  fake = makeFake({ tasks: 30, now: () => Date.UTC(2026, 10, 28) });
  openDoor(fake);
  display.setState(defaultDisplay, true);
  await start();
  await openProject(lampProject);
});

afterEach(() => {
  closeProject();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const done = states[4]?.id ?? "";

function firstOpen(): string {
  const group = opened.getState().view?.groups.find(({ lines }) => lines.length > 2);
  return group?.lines[1]?.id ?? "";
}

describe("the open project", () => {
  test("shows an act once it is answered, and undo brings back what was", async () => {
    const task = firstOpen();
    const before = lines.get(task)?.state;
    await act([task], { type: "set_state", state: done });
    expect(lines.get(task)?.state).toBe(done);
    expect(said.getState().last).toMatchObject({ kind: "did", words: "Moved to Done" });
    await undo();
    expect(lines.get(task)?.state).toBe(before);
    expect(said.getState().last).toMatchObject({ kind: "undid", words: "Moved to Done" });
  });

  test("keeps the focus on a task that moves to another group", async () => {
    const task = firstOpen();
    const group = lines.get(task)?.state ?? "";
    focusOn({ group, task });
    await act([task], { type: "set_state", state: done });
    expect(selection.getState().focus).toEqual({ group: done, task });
  });

  test("gives the focus to the next task when the focused one is deleted", async () => {
    const task = firstOpen();
    const group = lines.get(task)?.state ?? "";
    focusOn({ group, task });
    const next = stepFocus(1);
    await act([task], { type: "delete" });
    expect(lines.get(task)).toBeUndefined();
    expect(selection.getState().focus).toEqual(next);
  });

  test("forgets the selection of tasks that somebody else deleted", () => {
    const task = firstOpen();
    const line = lines.get(task);
    if (line === undefined) throw new Error("no task");
    selection.setState({ selected: new Set([task]) });
    fake.arrive([{ ...line, deleted_at: 1 }]);
    expect(selection.getState().selected.size).toBe(0);
  });

  test("moves a task to another state and place in one act", async () => {
    const task = firstOpen();
    const first = opened.getState().view?.group(done)?.lines[0]?.id ?? "";
    await moveTask(task, { at: "before", task: first }, done);
    expect(opened.getState().view?.group(done)?.lines[0]?.id).toBe(task);
  });

  test("keeps a delta that came while the project was being read", async () => {
    closeProject();
    const answer = await fake.openProject(lampProject);
    const [line] = answer.lines;
    if (line === undefined) throw new Error("no task");
    openDoor({
      ...fake,
      openProject: async () => {
        fake.arrive([{ ...line, title: "Newer than what was read" }]);
        return answer;
      },
    });
    await openProject(lampProject);
    expect(lines.get(line.id)?.title).toBe("Newer than what was read");
  });

  test("says a failure and changes nothing", async () => {
    const task = firstOpen();
    const before = lines.get(task);
    openDoor({ ...fake, act: () => Promise.reject(new Failure("disk", "The disk is full.")) });
    expect(await act([task], { type: "delete" })).toBeNull();
    expect(lines.get(task)).toBe(before);
    expect(said.getState().last).toMatchObject({ kind: "failed", words: "The disk is full." });
  });
});
