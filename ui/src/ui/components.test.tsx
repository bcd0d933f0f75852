import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { useState } from "react";
import { describe, expect, test, vi } from "vitest";
import { Avatar } from "./Avatar";
import { Badge } from "./Badge";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { Checkbox } from "./Checkbox";
import { Dialog } from "./Dialog";
import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { Field } from "./Field";
import { IconButton } from "./IconButton";
import { Input } from "./Input";
import { Kbd } from "./Kbd";
import { Menu } from "./Menu";
import { PickerMenu } from "./PickerMenu";
import { Popover } from "./Popover";
import { Progress } from "./Progress";
import { Select } from "./Select";
import { Spinner } from "./Spinner";
import { Switch } from "./Switch";
import { TextArea } from "./TextArea";
import { Toaster } from "./Toaster";
import { toast } from "./toast";

/** What axe finds wrong in all that is drawn; colours are tokens.test.ts's matter. */
async function faults(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

const nothing = () => {};
const sizes = [
  { value: "s", label: "Small" },
  { value: "l", label: "Large" },
];

describe("has no fault that axe knows", () => {
  test.each([
    ["Avatar", <Avatar key="" name="Mira Holm" />],
    ["Badge", <Badge key="">3</Badge>],
    [
      "Banner",
      <Banner key="" tone="danger">
        The relay refused two changes.
      </Banner>,
    ],
    [
      "Button",
      <Button key="" icon="plus">
        New task
      </Button>,
    ],
    [
      "Button, busy",
      <Button key="" busy>
        Saving
      </Button>,
    ],
    ["Checkbox", <Checkbox key="" checked label="Done" onChange={nothing} />],
    ["EmptyState", <EmptyState key="" icon="inbox" title="Nothing refused" />],
    ["ErrorState", <ErrorState key="" title="This screen broke" body="Your work is safe." />],
    [
      "Input",
      <Field key="" label="Name" hint="As others see it">
        <Input />
      </Field>,
    ],
    [
      "Input, wrong",
      <Field key="" label="Name" error="It is empty.">
        <Input />
      </Field>,
    ],
    [
      "TextArea",
      <Field key="" label="Comment">
        <TextArea />
      </Field>,
    ],
    ["IconButton", <IconButton key="" icon="close" label="Close" />],
    ["Kbd", <Kbd key="" keys="mod+k" />],
    ["Progress", <Progress key="" value={3} max={10} label="Imported" />],
    ["Progress, unknown", <Progress key="" value={null} label="Imported" />],
    ["Select", <Select key="" aria-label="Size" value="s" options={sizes} onChange={nothing} />],
    [
      "Select in a Field",
      <Field key="" label="Size">
        <Select value="s" options={sizes} onChange={nothing} />
      </Field>,
    ],
    ["Spinner", <Spinner key="" label="Reading" />],
    ["Switch", <Switch key="" checked={false} label="Offline" onChange={nothing} />],
    [
      "Switch in a Field",
      <Field key="" label="Offline">
        <Switch checked={false} onChange={nothing} />
      </Field>,
    ],
  ])("%s", async (_name, component) => {
    render(component);
    expect(await faults()).toEqual([]);
  });
});

test("a field names its control, and says what is wrong with it", () => {
  render(
    <Field label="Name" error="It is empty.">
      <Input />
    </Field>,
  );
  const input = screen.getByRole("textbox", { name: "Name" });
  expect(input.getAttribute("aria-invalid")).toBe("true");
  const described = input.getAttribute("aria-describedby")?.split(" ") ?? [];
  const words = described.map((id) => document.getElementById(id)?.textContent);
  expect(words).toContain("It is empty.");
});

test("a busy button keeps the focus and does nothing twice", async () => {
  const run = vi.fn();
  const { rerender } = render(<Button onClick={run}>Save</Button>);
  const button = screen.getByRole("button", { name: "Save" });
  await userEvent.click(button);
  rerender(
    <Button busy onClick={run}>
      Save
    </Button>,
  );
  await userEvent.click(button);
  expect(run).toHaveBeenCalledTimes(1);
  expect(document.activeElement).toBe(button);
});

test("a menu is opened, walked and left by keyboard, and gives the focus back", async () => {
  const run = vi.fn();
  const items = [
    { id: "copy", label: "Copy", run: nothing },
    { id: "delete", label: "Delete", danger: true, run },
  ];
  render(<Menu trigger={<IconButton icon="more" label="More" />} items={items} />);
  const trigger = screen.getByRole("button", { name: "More" });
  trigger.focus();
  await userEvent.keyboard("{Enter}");
  await screen.findByRole("menu");
  expect(await faults()).toEqual([]);
  await userEvent.keyboard("{End}{Enter}");
  expect(run).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(document.activeElement).toBe(trigger));
});

test("a dialog has its title as its name, and Escape leaves it", async () => {
  const onOpenChange = vi.fn();
  render(
    <Dialog open onOpenChange={onOpenChange} title="Delete Front lamp?">
      <Button variant="danger">Delete project</Button>
    </Dialog>,
  );
  const dialog = await screen.findByRole("dialog", { name: "Delete Front lamp?" });
  expect(await faults()).toEqual([]);
  await vi.waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
  await userEvent.keyboard("{Escape}");
  expect(onOpenChange.mock.calls[0]?.[0]).toBe(false);
});

test("a popover is named, and free of faults while it is open", async () => {
  render(
    <Popover open onOpenChange={nothing} label="Sync" trigger={<Button>All synced</Button>}>
      <p>Everything is on the relay.</p>
    </Popover>,
  );
  expect(await screen.findByRole("dialog", { name: "Sync" })).toBeTruthy();
  expect(await faults()).toEqual([]);
});

function Opener() {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="State"
      trigger={<Button onClick={nothing}>Open</Button>}
    >
      <PickerMenu label="Set state…" items={[]} onPick={nothing} />
    </Popover>
  );
}

test("a picker in a pane has the keyboard in the turn that opened it, and gives it back", async () => {
  render(<Opener />);
  const button = screen.getByRole("button", { name: "Open" });
  button.focus();
  act(() => button.click());
  expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Set state…" }));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(button));
});

test("a picker finds by typing, walks by arrows, and picks by Enter", async () => {
  const onPick = vi.fn();
  const items = [
    { id: "1", name: "Aiko Tanaka" },
    { id: "2", name: "Jonas Weber" },
    { id: "3", name: "Tanja Aker", also: "tanja@halo.example" },
  ];
  render(<PickerMenu label="Assign to…" items={items} onPick={onPick} />);
  expect(await faults()).toEqual([]);
  const field = screen.getByRole("combobox", { name: "Assign to…" });
  await userEvent.type(field, "tan");
  // Who is called so comes before whose second name begins so.
  expect(screen.getAllByRole("option").map(({ textContent }) => textContent)).toEqual([
    "Tanja Aker",
    "Aiko Tanaka",
  ]);
  await userEvent.keyboard("{ArrowDown}");
  const active = field.getAttribute("aria-activedescendant") ?? "";
  expect(document.getElementById(active)?.textContent).toBe("Aiko Tanaka");
  await userEvent.keyboard("{Enter}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("1");
});

test("a toast says what was done and can take it back once", async () => {
  const run = vi.fn();
  render(<Toaster />);
  act(() => void toast.show({ title: "Task deleted", action: { label: "Undo", run } }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(run).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(screen.queryByText("Task deleted")).toBeNull());
});
