import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { Frame } from "../../app/Frame";
import { type Door, openDoor } from "../../backend/door";
import { Failure } from "../../backend/failure";
import { type Fake, makeFake } from "../../backend/fake/fake";
import { lampProject } from "../../backend/fake/seed";
import { listenForKeys } from "../../parts/keys/keymap";
import { emptyDraft, quickCreate } from "../../parts/quick-create/open-quick-create";
import { paths } from "../../paths";
import { said } from "../../store/acts";
import { defaultDisplay, display, setDisplay } from "../../store/display";
import { noFilter } from "../../store/filter";
import { closeProject, lines, opened } from "../../store/open";
import { selection } from "../../store/selection";
import { start } from "../../store/start";

let fake: Fake;
let stopKeys: () => void;
const user = userEvent.setup();

async function show(path: string, tasks = 20, door: Partial<Door> = {}): Promise<void> {
  fake = makeFake({ tasks, now: () => Date.UTC(2026, 10, 28) });
  openDoor({ ...fake, ...door });
  await start();
  location.hash = path;
  render(
    <Router hook={useHashLocation}>
      <Frame />
    </Router>,
  );
}

beforeEach(() => {
  localStorage.clear();
  display.setState(defaultDisplay, true);
  quickCreate.setState({ open: false, project: null, draft: emptyDraft });
  stopKeys = listenForKeys();
});

afterEach(() => {
  stopKeys();
  cleanup();
  closeProject();
  location.hash = "";
});

const rows = (): HTMLElement[] =>
  within(screen.getByRole("grid", { name: "Tasks" }))
    .getAllByRole("row")
    .filter((row) => row.dataset.task !== undefined);
const keyOfRow = (row: HTMLElement | undefined): string | undefined =>
  row?.getAttribute("aria-label")?.split(" ")[0];
const focusedTask = (): string => selection.getState().focus?.task ?? "";

describe("the list", () => {
  test("shows tasks by state, and moves the focus and the selection by keys", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    // Rows beyond the window come after the first frame.
    await waitFor(() => expect(rows()).toHaveLength(opened.getState().view?.shown ?? 0));
    const before = rows().map(keyOfRow);
    await user.keyboard("j");
    expect(rows()[0]).toHaveProperty("dataset.focused", "true");
    await user.keyboard("jx");
    expect(rows()[1]?.getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
    expect(selection.getState().selected.size).toBe(2);
    await user.keyboard("{Escape}");
    expect(selection.getState().selected.size).toBe(0);
    expect(rows().map(keyOfRow)).toEqual(before);
  });

  test("changes the state from the keyboard, says so, and takes it back", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    await user.keyboard("js");
    const task = focusedTask();
    const before = lines.get(task)?.state;
    await user.type(await screen.findByRole("combobox", { name: "Change state…" }), "prog{Enter}");
    await waitFor(() => expect(lines.get(task)?.category).toBe("started"));
    await screen.findByText("Moved to In progress");
    expect(screen.queryByRole("combobox", { name: "Change state…" })).toBeNull();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(lines.get(task)?.state).toBe(before));
  });

  test("one picker changes all that are selected, in one act", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    await user.keyboard("jxjxp");
    const tasks = [...selection.getState().selected];
    await user.type(await screen.findByRole("combobox", { name: "Set priority…" }), "high{Enter}");
    await waitFor(() =>
      expect(tasks.map((id) => lines.get(id)?.priority)).toEqual(["high", "high"]),
    );
    expect(said.getState().last?.words).toContain("2 tasks");
  });

  test("says how many are selected, and does to all what is pressed", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    expect(screen.queryByRole("toolbar", { name: "Selected tasks" })).toBeNull();
    await user.keyboard("jxjx");
    const bar = within(await screen.findByRole("toolbar", { name: "Selected tasks" }));
    expect(bar.getByText("2 selected")).toBeTruthy();
    const tasks = [...selection.getState().selected];
    await user.click(bar.getByRole("button", { name: "Set priority…" }));
    await user.type(await screen.findByRole("combobox", { name: "Set priority…" }), "high{Enter}");
    await waitFor(() =>
      expect(tasks.map((id) => lines.get(id)?.priority)).toEqual(["high", "high"]),
    );
    await user.click(bar.getByRole("button", { name: "Clear the selection" }));
    await waitFor(() => expect(screen.queryByRole("toolbar")).toBeNull());
  });

  test("moves a task among its neighbours by alt and arrows", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    const [first, second] = rows().map(keyOfRow);
    await user.keyboard("j{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(rows().map(keyOfRow).slice(0, 2)).toEqual([second, first]));
  });

  test("draws a few rows of ten thousand", async () => {
    await show(paths.list(lampProject), 10_000);
    const grid = await screen.findByRole("grid", { name: "Tasks" });
    expect(Number(grid.getAttribute("aria-rowcount"))).toBeGreaterThan(10_000);
    expect(rows().length).toBeLessThan(80);
  });

  test("says when no task passes the filter, and clears it", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    setDisplay({ filter: { ...noFilter, text: "no such words" } });
    await user.click(await screen.findByRole("button", { name: "Clear the filter" }));
    expect(rows().length).toBeGreaterThan(10);
  });

  test("says what cannot be read, and tries again", async () => {
    let fails = true;
    await show(paths.list(lampProject), 20, {
      openProject: (project) =>
        fails
          ? Promise.reject(new Failure("disk", "The disk is broken."))
          : fake.openProject(project),
    });
    await screen.findByText(/The disk is broken\./);
    fails = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("grid", { name: "Tasks" });
  });

  test("says when a project is not on this machine", async () => {
    await show(paths.list("not-here"));
    await screen.findByRole("heading", { name: "Project not found" });
    expect(screen.queryByRole("grid")).toBeNull();
  });
});

describe("the board", () => {
  const cards = (column: string): string[] =>
    within(screen.getByRole("listbox", { name: `${column}: tasks` }))
      .queryAllByRole("option")
      .map((card) => card.dataset.task ?? "");

  test("carries a card to another column by keys, and leaves it there on space", async () => {
    await show(paths.board(lampProject));
    await screen.findByRole("group", { name: "Backlog" });
    await user.keyboard("j");
    const task = focusedTask();
    await user.keyboard(" {ArrowRight}");
    expect(screen.getByText(/^To do, place/)).toBeDefined();
    expect(cards("Backlog")).toContain(task);
    await user.keyboard(" ");
    await waitFor(() => expect(cards("To do")[0]).toBe(task));
    expect(cards("Backlog")).not.toContain(task);
  });

  test("leaves a carried card where it was on Escape", async () => {
    await show(paths.board(lampProject));
    await screen.findByRole("group", { name: "Backlog" });
    await user.keyboard("j");
    const before = cards("Backlog");
    await user.keyboard(" {ArrowRight}{Escape}");
    expect(screen.getByText("Left where it was")).toBeDefined();
    expect(cards("Backlog")).toEqual(before);
  });

  test("takes the first card of a column that the keyboard comes into", async () => {
    await show(paths.board(lampProject));
    const column = await screen.findByRole("listbox", { name: "In review: tasks" });
    // jsdom does not know that it comes by keyboard.
    vi.spyOn(column, "matches").mockImplementation((selector) => selector === ":focus-visible");
    column.focus();
    await waitFor(() => expect(focusedTask()).toBe(cards("In review")[0]));
  });

  test("begins a task of a column with the column's state", async () => {
    await show(paths.board(lampProject));
    await user.click(await screen.findByRole("button", { name: "New task in In review" }));
    await screen.findByRole("button", { name: "State: In review" });
  });
});

test("keys of a card that is carried win over those of the screen, also after a change of layout", async () => {
  await show(paths.list(lampProject));
  await screen.findByRole("grid", { name: "Tasks" });
  await user.keyboard("v");
  await screen.findByRole("group", { name: "Backlog" });
  await user.keyboard("j");
  const task = focusedTask();
  await user.keyboard(" {ArrowDown}");
  expect(focusedTask()).toBe(task);
  expect(screen.getByText(/^Backlog, place 2 of/)).toBeDefined();
});

describe("a new task", () => {
  test("is created by keys, and what was typed survives closing by accident", async () => {
    await show(paths.list(lampProject));
    await screen.findByRole("grid", { name: "Tasks" });
    await user.keyboard("c");
    await user.type(await screen.findByRole("textbox", { name: "Title" }), "Fit the lens");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Title" })).toBeNull());
    await user.keyboard("c");
    const title = await screen.findByRole("textbox", { name: "Title" });
    expect(title).toHaveProperty("value", "Fit the lens");
    fireEvent.keyDown(title, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(titles()).toContain("Fit the lens"));
    expect(quickCreate.getState().draft.title).toBe("");
  });
});

test("a first project says how to begin", async () => {
  await show(paths.list(lampProject), 1);
  await screen.findByRole("grid", { name: "Tasks" });
  await user.keyboard("j{Delete}");
  await screen.findByText("No tasks yet");
});

function titles(): string[] {
  return (opened.getState().view?.groups ?? []).flatMap((group) =>
    group.lines.map(({ title }) => title),
  );
}
