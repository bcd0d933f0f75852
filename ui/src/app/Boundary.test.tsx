import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { openWindow } from "../testing/open-window";
import { Boundary } from "./Boundary";

let breaks = true;

function Screen() {
  if (breaks) throw new Error("no such row");
  return <p>Whole</p>;
}

it("says that the work is safe, gives the details, and tries again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  breaks = true;
  const { user } = await openWindow(
    <Boundary>
      <Screen />
    </Boundary>,
  );
  expect(screen.getByRole("alert").textContent).toContain("no such row");
  expect(screen.getByRole("button", { name: "Reload the window" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Copy details" }));
  const copied = await navigator.clipboard.readText();
  expect(copied).toMatch(/^Aloft 0\.1\.0, #/);
  expect(copied).toContain("Error: no such row");
  breaks = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByText("Whole")).toBeTruthy();
});
