import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { quickCreate } from "../../parts/quick-create/open-quick-create";
import { session } from "../../store/session";
import { openWindow } from "../../testing/open-window";
import FirstRun from "./FirstRun";

it("goes from a name and Enter to a project with the cursor in a new task", async () => {
  const { user, place } = await openWindow(<FirstRun />, { tasks: 0 });
  expect(screen.getByLabelText("Project name")).toHaveProperty("value", "");
  await user.type(screen.getByLabelText("Project name"), "Home renovation");
  expect(screen.getByLabelText("Key")).toHaveProperty("value", "HR");
  await user.keyboard("{Enter}");

  const [project] = await waitFor(() => {
    const { projects } = session.getState().workspace;
    expect(projects).toHaveLength(1);
    return projects;
  });
  expect(project).toMatchObject({ name: "Home renovation", key: "HR" });
  await waitFor(() => expect(place()).toBe(`/project/${project?.id}/list`));
  expect(quickCreate.getState().open).toBe(true);
});

it("keeps a key that somebody wrote, in capitals, whatever the name becomes", async () => {
  const { user } = await openWindow(<FirstRun />, { tasks: 0 });
  await user.type(screen.getByLabelText("Project name"), "Lamp");
  await user.clear(screen.getByLabelText("Key"));
  await user.type(screen.getByLabelText("Key"), "glow");
  await user.type(screen.getByLabelText("Project name"), " two");
  expect(screen.getByLabelText("Key")).toHaveProperty("value", "GLOW");
});

it("says what is missing at its field, and makes nothing", async () => {
  const { user } = await openWindow(<FirstRun />, { tasks: 0 });
  await user.click(screen.getByRole("button", { name: "Create project" }));
  expect(screen.getByText(/Write a name/)).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Project name"));
  expect(session.getState().workspace.projects).toEqual([]);
});

it("leads to the account just as well", async () => {
  const { user, place } = await openWindow(<FirstRun />, { tasks: 0 });
  await user.click(screen.getByRole("button", { name: "Sign in or sign up" }));
  expect(place()).toBe("/sign-in");
});
