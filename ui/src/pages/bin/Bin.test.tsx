import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { routes } from "../../paths";
import { lamp, openWindow } from "../../testing/open-window";
import Bin from "./Bin";

const bin = { route: routes.bin, component: Bin };
const path = `/project/${lamp}/bin`;

it("says what it is for while it is empty", async () => {
  await openWindow(bin, { path });
  expect(await screen.findByText("The bin is empty")).toBeTruthy();
});

it("gives a deleted task back", async () => {
  const first = "01900000-0000-7101-8000-000000000001";
  const { fake, user } = await openWindow(bin, {
    path,
    before: (backend) => backend.act([first], { type: "delete" }),
  });
  expect(await screen.findByText("LAMP-1")).toBeTruthy();
  expect(screen.getByText(/Deleted just now/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Restore LAMP-1" }));
  await waitFor(() => expect(screen.getByText("The bin is empty")).toBeTruthy());
  const { lines } = await fake.openProject(lamp);
  expect(lines.some(({ id }) => id === first)).toBe(true);
});

it("tells of a project that is not here", async () => {
  await openWindow(bin, { path: "/project/gone/bin" });
  expect(screen.getByText("This project is not on this machine")).toBeTruthy();
});
