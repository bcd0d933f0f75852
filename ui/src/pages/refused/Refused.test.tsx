import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { openWindow } from "../../testing/open-window";
import Refused from "./Refused";

const items = () => screen.queryAllByRole("listitem");
const comment = () => {
  const [, second] = items();
  if (second === undefined) throw new Error("there is no second item");
  return within(second);
};

it("shows what was meant, why it was refused, and the text that was written", async () => {
  await openWindow(<Refused />, { scene: "refused" });
  await waitFor(() => expect(items()).toHaveLength(2));
  expect(screen.getByText("Set the due date to 2027-01-31")).toBeTruthy();
  expect(screen.getByText("forbidden")).toBeTruthy();
  expect(comment().getByText(/sample from Jena/)).toBeTruthy();
  expect(comment().getByText("yesterday")).toBeTruthy();
});

it("copies one text, and everything", async () => {
  const { user } = await openWindow(<Refused />, { scene: "refused" });
  await waitFor(() => expect(items()).toHaveLength(2));
  await user.click(comment().getByRole("button", { name: "Copy text" }));
  expect(await navigator.clipboard.readText()).toMatch(/^The sample from Jena/);
  await user.click(screen.getByRole("button", { name: "Copy all as text" }));
  const all = await navigator.clipboard.readText();
  expect(all).toContain("Set the due date to 2027-01-31");
  expect(all).toContain("The sample from Jena");
  expect(all).toContain("(plan_limit)");
});

it("asks before it discards, and leaves everything when one thinks again", async () => {
  const { user } = await openWindow(<Refused />, { scene: "refused" });
  await waitFor(() => expect(items()).toHaveLength(2));
  await user.click(comment().getByRole("button", { name: "Discard" }));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Cancel" }));
  expect(items()).toHaveLength(2);
  await user.click(comment().getByRole("button", { name: "Discard" }));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(items()).toHaveLength(1));
});

it("tries again, until nothing is left", async () => {
  const { user } = await openWindow(<Refused />, { scene: "refused" });
  await waitFor(() => expect(items()).toHaveLength(2));
  for (const left of [1, 0]) {
    const [button] = screen.getAllByRole("button", { name: "Try again" });
    if (button !== undefined) await user.click(button);
    await waitFor(() => expect(items()).toHaveLength(left));
  }
  expect(screen.getByText("Nothing was refused")).toBeTruthy();
});
