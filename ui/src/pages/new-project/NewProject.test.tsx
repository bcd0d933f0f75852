import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { routes } from "../../paths";
import { session } from "../../store/session";
import { openWindow } from "../../testing/open-window";
import NewProject from "./NewProject";

const creating = { route: routes.newProject, component: NewProject };

it("makes a project in the organisation that is chosen, with a key that is free", async () => {
  const { user, place } = await openWindow(creating, { path: "/new-project" });
  await user.type(screen.getByLabelText("Project name"), "Lamp");
  expect(screen.getByLabelText("Key")).toHaveProperty("value", "LAMP2");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(place()).toMatch(/^\/project\/.*\/list$/));
  expect(session.getState().workspace.projects.at(-1)).toMatchObject({ key: "LAMP2" });
});

it("refuses a key that is taken", async () => {
  const { user, place } = await openWindow(creating, { path: "/new-project" });
  await user.type(screen.getByLabelText("Project name"), "Lamp");
  await user.clear(screen.getByLabelText("Key"));
  await user.type(screen.getByLabelText("Key"), "LAMP");
  await user.click(screen.getByRole("button", { name: "Create project" }));
  expect(screen.getByText("Another project has this key.")).toBeTruthy();
  expect(place()).toBe("/new-project");
});
