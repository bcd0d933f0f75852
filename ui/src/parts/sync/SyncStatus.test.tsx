import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { session } from "../../store/session";
import { openWindow } from "../../testing/open-window";
import { SyncStatus } from "./SyncStatus";

const line = () => screen.getByRole("status").textContent;

it("follows what is true", async () => {
  const { fake } = await openWindow(<SyncStatus />);
  expect(line()).toBe("All synced");
  const { sync } = session.getState();
  act(() => fake.emit("sync", { ...sync, synced: false, waiting: 2 }));
  expect(line()).toBe("2 changes waiting");
  act(() => fake.emit("sync", { ...sync, synced: false, waiting: 2, link: "unreachable" }));
  expect(line()).toBe("Offline · 2 waiting");
});

it("goes offline on purpose and back", async () => {
  const { user } = await openWindow(<SyncStatus />);
  await user.click(screen.getByRole("button", { name: "All synced" }));
  await user.click(screen.getByRole("switch", { name: "Work offline" }));
  await waitFor(() => expect(line()).toBe("Offline on purpose"));
  expect(screen.queryByRole("button", { name: /now/ })).toBeNull();
  await user.click(screen.getByRole("switch", { name: "Work offline" }));
  await waitFor(() => expect(line()).toBe("All synced"));
});

it("says why, and what is safe, when the relay is away", async () => {
  const { user } = await openWindow(<SyncStatus />, { scene: "unreachable" });
  await user.click(screen.getByRole("button", { name: "Offline · 3 waiting" }));
  const pane = within(screen.getByRole("dialog", { name: "Sync" }));
  expect(pane.getByText(/3 changes are saved on this machine/)).toBeTruthy();
  expect(pane.getByText(/connection refused/)).toBeTruthy();
  expect(pane.getByText("9 minutes ago")).toBeTruthy();
  expect(pane.getByRole("button", { name: "Try now" })).toBeTruthy();
});

it("says what is waited for when the relay has lost something", async () => {
  const { user } = await openWindow(<SyncStatus />, { scene: "held_up" });
  await user.click(screen.getByRole("button", { name: "3 changes waiting" }));
  const pane = within(screen.getByRole("dialog", { name: "Sync" }));
  expect(pane.getByText("Waiting for what the relay lost")).toBeTruthy();
  expect(pane.getByText(/does not have what they build on/)).toBeTruthy();
});

it("leads to what was refused, and to signing in", async () => {
  const { user, place } = await openWindow(<SyncStatus />, { scene: "refused" });
  await user.click(screen.getByRole("button", { name: "2 refused" }));
  await user.click(screen.getByRole("link", { name: "2 · Show" }));
  expect(place()).toBe("/refused");
});

it("leads to signing in again", async () => {
  const { user, place } = await openWindow(<SyncStatus />, { scene: "signed_out" });
  await user.click(screen.getByRole("button", { name: "Signed out" }));
  await user.click(screen.getByRole("button", { name: "Sign in again" }));
  expect(place()).toBe("/sign-in");
});
