import { screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { beforeEach, expect, it } from "vitest";
import { listenForKeys } from "../parts/keys/keymap";
import { lamp, openWindow } from "../testing/open-window";
import { Frame } from "./Frame";

beforeEach(() => {
  const stop = listenForKeys();
  return stop;
});

const sidebar = () => screen.getByRole("navigation", { name: "Aloft" });

it("leads from the first Tab past the sidebar", async () => {
  const { user } = await openWindow(<Frame />, { path: "/settings" });
  await user.tab();
  expect(document.activeElement?.textContent).toBe("Skip to the content");
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByRole("main"));
});

it("narrows to icons that keep their names, and says in both whether the work is safe", async () => {
  const { user } = await openWindow(<Frame />, { path: "/settings" });
  await screen.findByRole("link", { name: /Front lamp/ });
  await user.keyboard("{Control>}\\{/Control}");
  await screen.findByRole("button", { name: "Show the sidebar" });
  expect(screen.queryByRole("link", { name: /Front lamp/ })).toBeNull();
  for (const name of ["Do anything", "Search", "All synced"]) {
    expect(screen.getByRole("button", { name })).toBeTruthy();
  }
  expect((await axe.run(sidebar())).violations.map(({ id }) => id)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Show the sidebar" }));
  await screen.findByRole("link", { name: /Front lamp/ });
  expect((await axe.run(sidebar())).violations.map(({ id }) => id)).toEqual([]);
});

it("says in the window's title where one is, and in the keys what ? does", async () => {
  const { user, place } = await openWindow(<Frame />, { path: `/project/${lamp}/list` });
  await waitFor(() => expect(document.title).toBe("Front lamp – Aloft"));
  await user.keyboard("?");
  await waitFor(() => expect(place()).toBe("/settings/keyboard"));
  await waitFor(() => expect(document.title).toBe("Settings – Aloft"));
});

it("goes by two keys, one after the other", async () => {
  const { user, place } = await openWindow(<Frame />, { path: `/project/${lamp}/list` });
  await user.keyboard("gb");
  expect(place()).toBe(`/project/${lamp}/board`);
  // What begins no place is the key of its own again.
  await user.keyboard("g?");
  expect(place()).toBe("/settings/keyboard");
  await user.keyboard("gp");
  expect(place()).toBe("/");
});

it("keeps a project's tasks while another screen is shown, out of reach", async () => {
  const { user, place } = await openWindow(<Frame />, { path: `/project/${lamp}/list` });
  const list = await screen.findByRole("grid", { name: "Tasks" });
  list.scrollTop = 320;
  list.dispatchEvent(new Event("scroll"));
  await user.keyboard("g?");
  expect(place()).toBe("/settings/keyboard");
  await waitFor(() => expect(screen.queryByRole("grid", { name: "Tasks" })).toBeNull());
  // As an engine does with what is hidden.
  list.scrollTop = 0;
  history.back();
  expect(await screen.findByRole("grid", { name: "Tasks" })).toBe(list);
  expect(list.scrollTop).toBe(320);
});
