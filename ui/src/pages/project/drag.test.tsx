import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { Frame } from "../../app/Frame";
import { openDoor } from "../../backend/door";
import { makeFake } from "../../backend/fake/fake";
import { lampProject } from "../../backend/fake/seed";
import { paths } from "../../paths";
import { defaultDisplay, display, setDisplay } from "../../store/display";
import { closeProject, lines, opened } from "../../store/open";
import { start } from "../../store/start";
import { boardPadding, cardPitch, columnPitch, rowHeight } from "./sizes";

async function show(path: string): Promise<void> {
  openDoor(makeFake({ tasks: 20, now: () => Date.UTC(2026, 10, 28) }));
  await start();
  location.hash = path;
  render(
    <Router hook={useHashLocation}>
      <Frame />
    </Router>,
  );
}

/** jsdom lays nothing out: the pane stands at the corner of the window. */
function layOut(pane: Element, top = 0): void {
  pane.getBoundingClientRect = () => new DOMRect(0, top, 1_900, 1_000 - top);
}

function pointer(type: string, target: EventTarget, x: number, y: number): void {
  const init = { bubbles: true, button: 0, isPrimary: true, clientX: x, clientY: y };
  fireEvent(target as Element, new PointerEvent(type, init));
}

const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => done()));

async function drag(source: Element, from: [number, number], to: [number, number]): Promise<void> {
  pointer("pointerdown", source, ...from);
  pointer("pointermove", document.body, ...to);
  await frame();
  await frame();
}

beforeEach(() => {
  localStorage.clear();
  display.setState(defaultDisplay, true);
});

afterEach(() => {
  closeProject();
  location.hash = "";
});

describe("dragging in the list", () => {
  const tasks = (): string[] =>
    (opened.getState().view?.groups.find((group) => group.lines.length > 3)?.lines ?? []).map(
      ({ id }) => id,
    );
  const rowOf = (task: string | undefined): Element =>
    document.querySelector(`[data-task="${task}"]`) ?? document.body;
  /** The middle between two rows of the first group, which begins below its head. */
  const gap = (index: number): number => (index + 1) * rowHeight;

  test("puts a row between two others, and cannot be mistaken for a click", async () => {
    await show(paths.list(lampProject));
    layOut(await screen.findByRole("grid", { name: "Tasks" }));
    const [first, second, third, ...rest] = tasks();
    await drag(rowOf(first), [300, gap(0) + 16], [300, gap(3)]);
    expect(document.querySelector("[data-ghost]")).not.toBeNull();
    pointer("pointerup", document.body, 300, gap(3));
    fireEvent.click(rowOf(second));
    await waitFor(() => expect(tasks()).toEqual([second, third, first, ...rest]));
    expect(document.querySelector("[data-ghost]")).toBeNull();
    expect(location.hash).toBe(`#${paths.list(lampProject)}`);
  });

  test("leaves everything as it was on Escape", async () => {
    await show(paths.list(lampProject));
    layOut(await screen.findByRole("grid", { name: "Tasks" }));
    const before = tasks();
    await drag(rowOf(before[0]), [300, gap(0) + 16], [300, gap(3)]);
    fireEvent.keyDown(document.body, { key: "Escape" });
    pointer("pointerup", document.body, 300, gap(3));
    await frame();
    expect(document.querySelector("[data-ghost]")).toBeNull();
    expect(tasks()).toEqual(before);
  });

  test("does not pretend to reorder what is sorted by something else", async () => {
    await show(paths.list(lampProject));
    layOut(await screen.findByRole("grid", { name: "Tasks" }));
    setDisplay({ sort: "title" });
    const before = tasks();
    await drag(rowOf(before[0]), [300, gap(0) + 16], [300, gap(3)]);
    pointer("pointerup", document.body, 300, gap(3));
    await frame();
    expect(tasks()).toEqual(before);
  });
});

test("a card that is dragged to another column has its state, at that place", async () => {
  await show(paths.board(lampProject));
  const backlog = await screen.findByRole("listbox", { name: "Backlog: tasks" });
  layOut(backlog.closest("[data-board]") ?? document.body);
  for (const cards of screen.getAllByRole("listbox")) layOut(cards, 60);
  const card = within(backlog).getAllByRole("option")[0];
  if (card === undefined) throw new Error("the backlog is empty");
  const task = card.dataset.task ?? "";
  const todo = boardPadding + columnPitch + 100;
  await drag(card, [100, 100], [todo, 60 + cardPitch]);
  pointer("pointerup", document.body, todo, 60 + cardPitch);
  await waitFor(() => expect(lines.get(task)?.category).toBe("unstarted"));
  const column = opened.getState().view?.group(lines.get(task)?.state ?? "");
  expect(column?.lines[1]?.id).toBe(task);
});
