import { act, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { routes } from "../../paths";
import { session } from "../../store/session";
import { openWindow, org } from "../../testing/open-window";
import Join from "./Join";

const joining = { route: routes.join, component: Join };
const path = `/organisations/${org}/join`;

it("shares a local organisation, with everything in it, and counts what waits down", async () => {
  const { user } = await openWindow(joining, { path, scene: "local" });
  const before = session.getState().workspace.projects;
  for (const [label, value] of [
    ["Relay", "relay.halo.example"],
    ["Your name", "Mira Holm"],
    ["Email", "new@halo.example"],
    ["Password", "correct horse"],
  ] as const) {
    await user.type(screen.getByLabelText(label), value);
  }
  await user.keyboard("{Enter}");
  const name = await screen.findByLabelText("Organisation’s name");
  expect(screen.getByText(/2 projects with 74 tasks will be sent to/)).toBeTruthy();
  await user.type(name, "Halo Lamps{Enter}");

  expect(await screen.findByRole("progressbar", { name: "Changes sent" })).toBeTruthy();
  expect(screen.getByText(/of 12 changes sent/)).toBeTruthy();
  expect(await screen.findByText(/Everything is on the relay/, {}, { timeout: 3000 })).toBeTruthy();
  const { organisations, projects } = session.getState().workspace;
  expect(organisations[0]).toMatchObject({ id: org, name: "Halo Lamps" });
  expect(projects.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});

it("asks for a name that a team would know", async () => {
  const { user, fake } = await openWindow(joining, { path, scene: "local" });
  await act(async () => {
    const credentials = {
      relay: "https://r.example",
      email: "a@b.example",
      password: "long enough",
    };
    const me = await fake.signUp({ ...credentials, name: "Ada" });
    session.setState({ me });
  });
  await user.click(await screen.findByRole("button", { name: "Share" }));
  expect(screen.getByText("Write the organisation’s name.")).toBeTruthy();
});

it("tells of an organisation that is not here", async () => {
  await openWindow(joining, { path: "/organisations/gone/join" });
  await waitFor(() => expect(screen.getByText(/not on this machine/)).toBeTruthy());
});
