import { cleanup, screen, act as settle, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, expect, it, vi } from "vitest";
import { listenForKeys } from "../../parts/keys/keymap";
import { closeProject, lines, openProject } from "../../store/open";
import { lamp, openWindow } from "../../testing/open-window";
import TaskPage from "./TaskPage";
import TaskPanel from "./TaskPanel";

const task = "01900000-0000-7101-8000-000000000005";

afterEach(() => settle(closeProject));

const another = "01900000-0000-7101-8000-000000000006";

async function openPanel(id = task) {
  const onClose = vi.fn();
  const opened = await openWindow(
    <TaskPanel project={lamp} task={id} onClose={onClose} onExpand={() => {}} />,
    { path: `/project/${lamp}/list/${id}` },
  );
  await settle(() => openProject(lamp));
  await screen.findByRole("region", { name: /^LAMP-/ });
  return { ...opened, onClose };
}

const title = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Title" });

it("saves a title on Enter, takes it back on Escape, and refuses an empty one in words", async () => {
  const { user } = await openPanel();
  await user.clear(title());
  await user.type(title(), "Lamp remembers{Enter}");
  await waitFor(() => expect(lines.get(task)?.title).toBe("Lamp remembers"));
  expect(screen.getByRole("region", { name: "LAMP-5 Lamp remembers" })).toBeTruthy();

  await user.type(title(), " nothing{Escape}");
  expect(title().value).toBe("Lamp remembers");
  expect(lines.get(task)?.title).toBe("Lamp remembers");

  await user.clear(title());
  await user.tab();
  expect((await screen.findByRole("alert")).textContent).toContain("A task needs a title");
  expect(title().value).toBe("Lamp remembers");
  expect(lines.get(task)?.title).toBe("Lamp remembers");
});

it("shows who wrote which value of a conflict, and one press chooses", async () => {
  const { user } = await openPanel();
  await user.click(await screen.findByRole("button", { name: "Conflict in Due date" }));
  const values = await screen.findByRole("list", { name: "Values of Due date" });
  const [shown, losing] = within(values).getAllByRole("listitem");
  expect(shown?.textContent).toContain("Mira Holm");
  expect(shown?.textContent).toContain("Shown now");
  expect(losing?.textContent).toContain("Wed, 31 Mar 2027");
  expect(losing?.textContent).toContain("Jonas Weber");
  await user.click(within(values).getByRole("button", { name: "Use this: Wed, 31 Mar 2027" }));
  await waitFor(() => expect(lines.get(task)?.due).toBe("2027-03-31"));
  await waitFor(() =>
    expect(screen.queryByRole("button", { name: "Conflict in Due date" })).toBeNull(),
  );
  expect(screen.getByRole("button", { name: "Conflict in Lens" })).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole("region", { name: /^LAMP-5/ }));
  expect(lines.get(task)?.conflicts).toBe(1);
});

it("goes from conflict to conflict, to the comment, and away by keys", async () => {
  const stop = listenForKeys();
  const { user, onClose } = await openPanel();
  await screen.findByRole("button", { name: "Conflict in Lens" });
  const focused = () => document.activeElement?.getAttribute("aria-label");
  await user.keyboard("!");
  expect(focused()).toBe("Conflict in Due date");
  await user.keyboard("!");
  expect(focused()).toBe("Conflict in Lens");
  await user.keyboard("!");
  expect(focused()).toBe("Conflict in Due date");
  await user.keyboard("m");
  expect(focused()).toBe("Comment");
  await user.keyboard("{Escape}");
  expect(onClose).not.toHaveBeenCalled();
  await user.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
  stop();
});

it("sends a comment with mod+Enter, and keeps what was begun", async () => {
  const { user } = await openPanel();
  const composer = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Comment" });
  await user.type(composer(), "Two lines{Enter}https://a.example/x.");
  await user.keyboard("{Control>}{Enter}{/Control}");
  const mine = (await screen.findAllByRole("article", { name: "Comment by Mira Holm" })).at(-1);
  expect(mine?.querySelector("p")?.textContent).toBe("Two lines\nhttps://a.example/x.");
  expect(mine?.querySelector("a")?.getAttribute("href")).toBe("https://a.example/x");
  expect(composer().value).toBe("");

  await user.type(composer(), "begun");
  cleanup();
  await openPanel(another);
  expect(composer().value).toBe("");
  cleanup();
  await openPanel();
  expect(composer().value).toBe("begun");
  await user.clear(composer());
});

it("edits, answers, reacts to and deletes comments", async () => {
  const { user } = await openPanel();
  const [mine] = await screen.findAllByRole("article", { name: "Comment by Mira Holm" });
  const [theirs] = screen.getAllByRole("article", { name: "Comment by Aiko Tanaka" });
  if (mine === undefined || theirs === undefined) throw new Error("no comments");
  expect(within(theirs).queryByRole("button", { name: "More on this comment" })).toBeNull();

  const thumbs = within(theirs).getByRole("button", { name: "👍 2" });
  expect(thumbs.getAttribute("aria-pressed")).toBe("true");
  await user.click(thumbs);
  expect(await within(theirs).findByRole("button", { name: "👍 1" })).toBeTruthy();

  await user.click(within(theirs).getByRole("button", { name: "Reply" }));
  await user.type(screen.getByRole("textbox", { name: "Reply" }), "Agreed");
  await user.keyboard("{Control>}{Enter}{/Control}");
  const replies = screen.getByRole("list", { name: "Replies to Aiko Tanaka" });
  expect(await within(replies).findByText("Agreed")).toBeTruthy();

  await user.click(within(mine).getByRole("button", { name: "More on this comment" }));
  await user.click(await screen.findByRole("menuitem", { name: "Edit" }));
  const field = screen.getByRole("textbox", { name: "Edit the comment" });
  await user.clear(field);
  await user.type(field, "Under 1 ms{Control>}{Enter}{/Control}");
  expect(await within(mine).findByText("Under 1 ms")).toBeTruthy();
  expect(within(mine).getByText("edited")).toBeTruthy();

  await user.click(within(mine).getByRole("button", { name: "More on this comment" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  await waitFor(() => expect(screen.queryByText("Under 1 ms")).toBeNull());
});

it("sets fields of the project, and refuses what is none of their type", async () => {
  const { user } = await openPanel();
  const weight = await screen.findByRole<HTMLInputElement>("textbox", { name: "Weight in grams" });
  await user.clear(weight);
  await user.type(weight, "heavy{Enter}");
  expect(await screen.findByText("This is no number.")).toBeTruthy();
  await user.clear(weight);
  await user.type(weight, "81,5{Enter}");
  expect(await screen.findByText(/changed the Weight in grams from 84.5 to 81.5/)).toBeTruthy();

  await user.click(screen.getByRole("button", { name: "Lens: Polycarbonate" }));
  await user.click(await screen.findByRole("option", { name: "Glass" }));
  expect(await screen.findByRole("button", { name: "Lens: Glass" })).toBeTruthy();
});

it("adds a relation by searching, and removes it from the other side", async () => {
  const { user } = await openPanel();
  await user.click(await screen.findByRole("button", { name: "Add relation" }));
  await user.click(await screen.findByRole("option", { name: "Duplicated by" }));
  await user.type(await screen.findByRole("combobox", { name: "Duplicated by…" }), "bracket");
  await user.click((await screen.findAllByRole("option", { name: /Bracket slips/ }))[0] as Element);
  const list = await screen.findByRole("list", { name: "Duplicated by" });
  expect(within(list).getByText("LAMP-4")).toBeTruthy();
  await user.click(within(list).getByRole("button", { name: "Remove the relation to LAMP-4" }));
  await waitFor(() => expect(screen.queryByRole("list", { name: "Duplicated by" })).toBeNull());
});

it("adds sub-tasks one after the other", async () => {
  const { user } = await openPanel();
  const parts = screen.getByRole("region", { name: "Sub-tasks" });
  await user.click(within(parts).getByRole("button", { name: "Add sub-task" }));
  await user.keyboard("Solder it{Enter}");
  expect(await within(parts).findByText("Solder it")).toBeTruthy();
  await user.keyboard("Glue it{Enter}{Escape}");
  expect(await within(parts).findByText("Glue it")).toBeTruthy();
  expect(within(parts).queryByRole("textbox")).toBeNull();
  expect(within(parts).getByText("1 of 5")).toBeTruthy();
});

it("says that a task is deleted, and gives it back", async () => {
  const { user } = await openPanel();
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  expect(await screen.findByText(/It is in the bin/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Restore" }));
  await waitFor(() => expect(screen.queryByText(/It is in the bin/)).toBeNull());
  expect(lines.get(task)).toBeTruthy();
});

it("says that a task is not here", async () => {
  await openWindow(<TaskPage project={lamp} task="01900000-0000-7101-8000-00000000ffff" />);
  expect(await screen.findByText("This task is not on this machine")).toBeTruthy();
});

it("is a page with one heading, and nothing that axe finds wrong", async () => {
  await openWindow(<TaskPage project={lamp} task={task} />);
  const headings = await screen.findAllByRole("heading", { level: 1 });
  expect(headings.map(({ textContent }) => textContent)).toEqual([
    "LAMP-5 Lamp forgets its mode after charging",
  ]);
  await screen.findByRole("button", { name: "Conflict in Due date" });
  const { violations } = await axe.run(document.body, {
    rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
