import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { routes } from "../../paths";
import { openWindow, org } from "../../testing/open-window";
import Members from "./Members";

const members = { route: routes.members, component: Members };
const path = `/organisations/${org}/members`;

it("lists everybody with their role, and who one is", async () => {
  await openWindow(members, { path });
  const rows = screen.getAllByRole("listitem").map((row) => row.textContent);
  expect(rows).toHaveLength(5);
  expect(rows.find((row) => row?.includes("Mira Holm"))).toMatch(/You.*Owner/);
});

it("adds somebody who has an account", async () => {
  const { user } = await openWindow(members, { path });
  await user.type(screen.getByLabelText("Email"), "lena@halo.example{Enter}");
  expect(await screen.findByText("Lena Duarte")).toBeTruthy();
  expect(screen.getByLabelText("Email")).toHaveProperty("value", "");
});

it("explains that somebody has no account, and keeps the address", async () => {
  const { user } = await openWindow(members, { path });
  await user.type(screen.getByLabelText("Email"), "ghost@halo.example{Enter}");
  expect(await screen.findByText(/Ask them to sign up there/)).toBeTruthy();
  expect(screen.getByLabelText("Email")).toHaveProperty("value", "ghost@halo.example");
});

it("says why nobody can be added while the relay is away", async () => {
  await openWindow(members, { path, scene: "unreachable" });
  expect(screen.getByText(/can be added when it can/)).toBeTruthy();
  expect(screen.queryByLabelText("Email")).toBeNull();
});

it("leads from a local organisation to sharing it", async () => {
  const { user, place } = await openWindow(members, { path, scene: "local" });
  await user.click(screen.getByRole("button", { name: "Share with a team" }));
  expect(place()).toBe(`/organisations/${org}/join`);
});
