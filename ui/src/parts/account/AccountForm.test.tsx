import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { session } from "../../store/session";
import { openWindow } from "../../testing/open-window";
import { AccountForm } from "./AccountForm";

async function fill(user: UserEvent, values: Record<string, string>) {
  for (const [label, value] of Object.entries(values)) {
    await user.clear(screen.getByLabelText(label));
    await user.type(screen.getByLabelText(label), value);
  }
}

const newcomer = {
  Relay: "relay.halo.example",
  "Your name": "Ada",
  Email: "ada@halo.example",
  Password: "correct horse",
};

it("makes an account and is done", async () => {
  const onDone = vi.fn();
  const { user } = await openWindow(<AccountForm mode="sign_up" onDone={onDone} />, { tasks: 0 });
  await fill(user, newcomer);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect(session.getState().me.account).toMatchObject({
    name: "Ada",
    email: "ada@halo.example",
    relay: "https://relay.halo.example",
  });
});

it("says what is wrong at each field and goes to the first", async () => {
  const onDone = vi.fn();
  const { user } = await openWindow(<AccountForm mode="sign_up" onDone={onDone} />, { tasks: 0 });
  await fill(user, { ...newcomer, Relay: "relay", Password: "short" });
  await user.click(screen.getByRole("button", { name: "Create account" }));
  expect(screen.getByText(/an address like https/)).toBeTruthy();
  expect(screen.getByText(/10 characters or more; this has 5/)).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Relay"));
  expect(onDone).not.toHaveBeenCalled();
});

it("warns of an address that others can read along", async () => {
  const { user } = await openWindow(<AccountForm onDone={vi.fn()} />, { tasks: 0 });
  await fill(user, { Relay: "http://relay.halo.example" });
  expect(screen.getByText(/not encrypted/)).toBeTruthy();
  await fill(user, { Relay: "http://localhost:8080" });
  expect(screen.queryByText(/not encrypted/)).toBeNull();
});

it.each([
  ["an address that is taken", { Email: "mira@halo.example" }, /There is an account/],
  ["a relay that does not answer", { Relay: "nowhere.example" }, /No relay answers at https/],
])("shows %s where it can be mended, and keeps what was typed", async (_, change, words) => {
  const onDone = vi.fn();
  const { user } = await openWindow(<AccountForm mode="sign_up" onDone={onDone} />, { tasks: 0 });
  await fill(user, { ...newcomer, ...change });
  await user.keyboard("{Enter}");
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.getByLabelText("Password")).toHaveProperty("value", "correct horse");
  expect(onDone).not.toHaveBeenCalled();
});

it("turns from signing in to signing up without losing what was typed", async () => {
  const { user } = await openWindow(<AccountForm onDone={vi.fn()} />, { tasks: 0 });
  await fill(user, { Email: "ada@halo.example" });
  await user.click(screen.getByRole("button", { name: "Create one" }));
  expect(screen.getByLabelText("Your name")).toBeTruthy();
  expect(screen.getByLabelText("Email")).toHaveProperty("value", "ada@halo.example");
});
