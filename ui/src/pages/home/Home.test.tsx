import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { OrganisationSwitcher, Projects } from "../../parts/switcher/Switcher";
import { lamp, openWindow, org } from "../../testing/open-window";
import Home from "./Home";

it("lists projects with what is in them", async () => {
  const { user, place } = await openWindow(<Home />);
  const section = within(screen.getByRole("region", { name: "Halo Lamps" }));
  expect(section.getByText("Owner")).toBeTruthy();
  await user.click(section.getByRole("link", { name: /Front lamp.*LAMP.*60 tasks/ }));
  expect(place()).toBe(`/project/${lamp}/list`);
});

it("is the first run while there is nothing", async () => {
  await openWindow(<Home />, { tasks: 0 });
  expect(screen.getByRole("heading", { name: "Welcome to Aloft" })).toBeTruthy();
});

it("offers a local organisation to a team", async () => {
  await openWindow(<Home />, { scene: "local" });
  expect(screen.getByText("This machine only")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Share with a team" })).toBeTruthy();
});

it("switches, shares and creates from the sidebar by keyboard", async () => {
  const sidebar = (
    <>
      <OrganisationSwitcher />
      <Projects />
    </>
  );
  const { user, place } = await openWindow(sidebar, {
    scene: "local",
    path: `/project/${lamp}/list`,
  });
  expect(screen.getByRole("link", { name: "Front lamp" }).getAttribute("aria-current")).toBe(
    "page",
  );
  screen.getByRole("button", { name: /Organisation:\s*My organisation/ }).focus();
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("menuitem", { name: "Share with a team" })).toBeTruthy();
  await user.click(screen.getByRole("menuitem", { name: "Share with a team" }));
  expect(place()).toBe(`/organisations/${org}/join`);
  await user.click(screen.getByRole("button", { name: "New project" }));
  expect(place()).toBe(`/new-project/${org}`);
});

it("does not send who signed in back to the beginning", async () => {
  await openWindow(<Home />, {
    tasks: 0,
    before: (fake) =>
      fake.signUp({
        relay: "https://relay.halo.example",
        email: "ada@halo.example",
        password: "long enough",
        name: "Ada",
      }),
  });
  expect(screen.getByText("You are in no organisation yet")).toBeTruthy();
  expect(screen.getByText(/add ada@halo.example to theirs/)).toBeTruthy();
});
