import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { routes } from "../../paths";
import { projectOf, session } from "../../store/session";
import { lamp, openWindow } from "../../testing/open-window";
import ProjectSettings from "./ProjectSettings";

const screenAt = { route: routes.projectSettings, component: ProjectSettings };
const at = (section: string) => ({ path: `/project/${lamp}/settings/${section}` });
const project = () => projectOf(session.getState(), lamp);
const states = () => project()?.states.map(({ name }) => name);

it("renames on Enter, and not on Escape or to nothing", async () => {
  const { user } = await openWindow(screenAt, at("general"));
  const name = screen.getByLabelText("Name");
  await user.clear(name);
  await user.type(name, "Rear lamp{Escape}");
  expect(name).toHaveProperty("value", "Front lamp");
  await user.clear(name);
  await user.keyboard("{Enter}");
  expect(project()?.name).toBe("Front lamp");
  await user.clear(name);
  await user.type(name, "Rear lamp{Enter}");
  await waitFor(() => expect(project()?.name).toBe("Rear lamp"));
});

it("refuses a key that another project has", async () => {
  const { user } = await openWindow(screenAt, at("general"));
  await user.clear(screen.getByLabelText("Key"));
  await user.type(screen.getByLabelText("Key"), "shop{Enter}");
  expect(screen.getByText("Another project has this key.")).toBeTruthy();
  expect(project()?.key).toBe("LAMP");
});

it("says where an export was written", async () => {
  const { user } = await openWindow(screenAt, at("general"));
  await user.click(screen.getByRole("button", { name: "Export CSV" }));
  expect((await screen.findByText(/Written to/)).textContent).toMatch(/Front lamp\.csv$/);
});

it("adds a state, moves it up by key, and removes it after asking", async () => {
  const { user } = await openWindow(screenAt, at("states"));
  await user.type(screen.getByLabelText("New state"), "Blocked{Enter}");
  await waitFor(() => expect(states()?.at(-1)).toBe("Blocked"));
  screen.getByRole("button", { name: "Move Blocked up" }).focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(states()?.slice(-2)).toEqual(["Blocked", "Canceled"]));
  await user.click(screen.getByRole("button", { name: "Remove Blocked" }));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(states()).not.toContain("Blocked"));
});

it("gives a label another colour", async () => {
  const { user } = await openWindow(screenAt, at("labels"));
  await user.click(screen.getByRole("button", { name: /Colour of Optics/ }));
  await user.click(screen.getByRole("button", { name: "Pink" }));
  const color = () => project()?.labels.find(({ name }) => name === "Optics")?.color;
  await waitFor(() => expect(color()).toBe("#c9549b"));
});

it("keeps the options of a field in order while one is renamed", async () => {
  const { user } = await openWindow(screenAt, at("fields"));
  await user.click(screen.getByRole("combobox", { name: "What the new field holds" }));
  await user.click(await screen.findByRole("option", { name: "One of several" }));
  await user.type(screen.getByLabelText("New field"), "Supplier{Enter}");
  const add = await screen.findByLabelText("New option of Supplier");
  const options = () =>
    project()
      ?.fields.at(-1)
      ?.options.map(({ name }) => name);
  await user.type(add, "Jena{Enter}");
  await waitFor(() => expect(options()).toEqual(["Jena"]));
  await user.type(add, "Osaka{Enter}");
  await waitFor(() => expect(options()).toEqual(["Jena", "Osaka"]));
  const first = screen.getByLabelText("Name of option Jena");
  await user.clear(first);
  await user.type(first, "Wetzlar{Enter}");
  await waitFor(() => expect(options()).toEqual(["Wetzlar", "Osaka"]));
});
