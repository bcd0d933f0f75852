import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { routes } from "../../paths";
import { lamp, openWindow } from "../../testing/open-window";
import Import from "./Import";

const importing = { route: routes.import, component: Import };
const path = `/project/${lamp}/import`;

const csv = (text: string | Uint8Array<ArrayBuffer>, name = "mesos.csv") =>
  new File([text], name, { type: "text/csv" });
const three = "issuekey,title,points\nA-1,One,3\nA-2,,1\nA-3,Three,\n";
const file = () => screen.getByLabelText("CSV file");

it("goes from a file to tasks, with what was refused and why", async () => {
  const { user, place } = await openWindow(importing, { path });
  await user.upload(file(), csv(three));
  expect(await screen.findByRole("combobox", { name: "Id" })).toHaveProperty(
    "textContent",
    "issuekey",
  );
  expect(screen.getByRole("combobox", { name: "Estimate" }).textContent).toBe("points");
  expect(screen.getByRole("combobox", { name: "Description" }).textContent).toBe("Not imported");
  expect(screen.getByLabelText("Source")).toHaveProperty("value", "mesos");
  await user.click(screen.getByRole("button", { name: "Import 3 rows" }));

  expect(await screen.findByRole("heading", { name: "Import done" })).toBeTruthy();
  const refused = screen.getByRole("region", { name: "1 row refused" });
  expect(within(refused).getByText("Its title is blank")).toBeTruthy();
  expect(within(refused).getByRole("cell", { name: "3" })).toBeTruthy();
  await user.click(within(refused).getByRole("button", { name: "Copy all" }));
  expect(await navigator.clipboard.readText()).toBe("Line\tId\tReason\n3\tA-2\tits title is blank");
  await user.click(screen.getByRole("button", { name: "Open the project" }));
  expect(place()).toBe(`/project/${lamp}/list`);
});

it.each([
  ["an empty file", new Uint8Array(), "The file is empty."],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 65, 0]), "The file is UTF-16; save it as CSV in UTF-8."],
])("says what is wrong with %s, where a file is chosen", async (_, bytes, words) => {
  const { user } = await openWindow(importing, { path });
  await user.upload(file(), csv(bytes));
  expect((await screen.findByRole("alert")).textContent).toBe(words);
  expect(file()).toBeTruthy();
});

it("wants a column for what is required before it begins", async () => {
  const { user } = await openWindow(importing, { path });
  await user.upload(file(), csv("a,b\n1,2\n"));
  await user.click(await screen.findByRole("button", { name: "Import 1 row" }));
  expect(screen.getByText(/Choose the column that names each row/)).toBeTruthy();
  expect(screen.getByText("Choose the column with the titles.")).toBeTruthy();
  await user.click(screen.getByRole("combobox", { name: "Title" }));
  await user.click(await screen.findByRole("option", { name: "b" }));
  expect(screen.queryByText("Choose the column with the titles.")).toBeNull();
});

it("checks without writing", async () => {
  const { user } = await openWindow(importing, { path });
  await user.upload(file(), csv(three));
  await user.click(await screen.findByRole("button", { name: "Check first" }));
  expect(
    await screen.findByText(/Nothing was written\. An import would give: 2 created/),
  ).toBeTruthy();
  expect(screen.getByRole("button", { name: "Import 3 rows" })).toBeTruthy();
});

it("stops where it is, and says that what was done stays", async () => {
  let go: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      go = resolve;
    });
  const { user } = await openWindow(importing, { path, pause });
  const rows = Array.from({ length: 500 }, (_, row) => `A-${row},Title ${row}`);
  await user.upload(file(), csv(["issuekey,title", ...rows].join("\n")));
  await user.click(await screen.findByRole("button", { name: "Import 500 rows" }));
  await user.click(await screen.findByRole("button", { name: "Stop" }));
  expect(screen.getByRole("button", { name: "Stopping" })).toHaveProperty("disabled", true);
  go();
  expect(await screen.findByRole("heading", { name: "Import stopped" })).toBeTruthy();
  expect(screen.getByText(/What was imported before stays/)).toBeTruthy();
});
