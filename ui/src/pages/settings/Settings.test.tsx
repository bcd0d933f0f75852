import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { useActions } from "../../parts/keys/keymap";
import { routes } from "../../paths";
import { session } from "../../store/session";
import { openWindow } from "../../testing/open-window";
import Settings from "./Settings";

const settings = { route: routes.settings, component: Settings };

it("puts a theme on at once", async () => {
  const { user } = await openWindow(settings, { path: "/settings" });
  await user.click(screen.getByRole("radio", { name: "Dark, high contrast" }));
  await waitFor(() => expect(session.getState().settings.theme).toBe("dark_contrast"));
  expect(screen.getByRole("radio", { name: "Dark, high contrast" })).toHaveProperty(
    "checked",
    true,
  );
});

it("says where the session is kept, and signs out after saying what happens", async () => {
  const { user } = await openWindow(settings, { path: "/settings/account", scene: "waiting" });
  expect(screen.getByText("mira@halo.example")).toBeTruthy();
  expect(screen.getByText(/keychain/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText(/3 changes are not on the relay yet; they are kept here/)).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Sign out" }));
  expect(await screen.findByText("You work without an account")).toBeTruthy();
  expect(session.getState().me.account).toBeNull();
});

it("goes from section to section by links", async () => {
  const { user, place } = await openWindow(settings, { path: "/settings/nonsense" });
  expect(screen.getByRole("heading", { name: "Appearance" })).toBeTruthy();
  await user.click(screen.getByRole("link", { name: "This machine" }));
  expect(place()).toBe("/settings/machine");
  expect(screen.getByText("2 projects, 74 tasks")).toBeTruthy();
});

// A screen with a key of its own.
function List() {
  useActions([{ id: "x", name: "Move down", group: "View", keys: ["j"], run: () => undefined }]);
  return null;
}

it("lists keys of screens that were there before", async () => {
  await openWindow(<List />);
  cleanup();
  await openWindow(settings, { path: "/settings/keyboard" });
  const group = within(screen.getByRole("region", { name: "View" }));
  expect(group.getByText("Move down")).toBeTruthy();
  expect(group.getByText("J")).toBeTruthy();
});
