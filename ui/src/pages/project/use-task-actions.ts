import type { Uuid } from "../../backend/types";
import { go } from "../../parts/go";
import { type Action, useActions } from "../../parts/keys/keymap";
import { openPicker } from "../../parts/pickers/open-picker";
import type { PickerKind } from "../../parts/pickers/spec";
import { paths } from "../../paths";
import { act } from "../../store/acts";
import { display, setDisplay, toggleCollapsed } from "../../store/display";
import { isAssignedTo, nudge } from "../../store/edits";
import { lines } from "../../store/open";
import { clearSelection, selection, targets, toggleSelected } from "../../store/selection";
import { session } from "../../store/session";
import type { Spot } from "../../store/view";
import type { IconName } from "../../ui/Icon";
import { extendFocus, type Layout, moveFocus, moveToEnd } from "./focus";
import { revealSpot } from "./scroll";
import { rowId } from "./words";

export interface TaskActions {
  project: Uuid;
  /** Whose panel is open. */
  task: Uuid | undefined;
  layout: Layout;
  open: (task: Uuid | undefined) => void;
}

const hasTargets = (): boolean => targets().length > 0;

/** What can be done to the tasks in the list or on the board. */
export function useTaskActions(context: TaskActions): void {
  useActions([...moving(context), ...opening(context), ...editing(), ...looking(context)]);
}

function moving({ task, layout, open }: TaskActions): Action[] {
  // An open panel goes along with the focus.
  const along = (spot: Spot | null): void => {
    if (spot !== null && task !== undefined && spot.task !== task) open(spot.task);
  };
  const key = (id: string, name: string, keys: string[], run: () => void): Action => ({
    id,
    name,
    group: "View",
    keys,
    hidden: true,
    run,
  });
  return [
    key("next", "Next task", ["j", "arrowdown"], () => along(moveFocus(layout, 1))),
    key("previous", "Previous task", ["k", "arrowup"], () => along(moveFocus(layout, -1))),
    key("first", "First task", ["home"], () => along(moveToEnd(layout, "first"))),
    key("last", "Last task", ["end"], () => along(moveToEnd(layout, "last"))),
    key("extend-down", "Extend down", ["shift+arrowdown", "shift+j"], () => extendFocus(layout, 1)),
    key("extend-up", "Extend up", ["shift+arrowup", "shift+k"], () => extendFocus(layout, -1)),
    key("select", "Select", ["x"], () => {
      const { focus } = selection.getState();
      if (focus !== null) toggleSelected(focus.task);
    }),
    key("move-up", "Move up", ["alt+arrowup"], () => nudgeFocus(-1)),
    key("move-down", "Move down", ["alt+arrowdown"], () => nudgeFocus(1)),
  ];
}

function nudgeFocus(by: 1 | -1): void {
  const { focus } = selection.getState();
  if (focus === null) return;
  void nudge(focus, by)?.then(() => revealSpot(focus));
}

function opening({ project, task, layout, open }: TaskActions): Action[] {
  const focused = (): Uuid | undefined => selection.getState().focus?.task;
  return [
    {
      id: "open",
      name: "Open the task",
      group: "Task",
      keys: ["enter"],
      icon: "expand",
      applies: () => focused() !== undefined,
      run: () => go(paths.task(project, focused() ?? "")),
    },
    {
      id: "peek",
      name: "Look at the task beside the list",
      group: "Task",
      keys: layout === "list" ? ["space"] : ["shift+space"],
      icon: "eye",
      applies: () => focused() !== undefined,
      run: () => open(task === focused() ? undefined : focused()),
    },
    {
      id: "leave",
      name: "Close the panel, or clear the selection",
      group: "View",
      keys: ["escape"],
      hidden: true,
      run: () => {
        if (selection.getState().selected.size > 0) clearSelection();
        else if (task !== undefined) open(undefined);
      },
    },
  ];
}

/** The fields that a key sets. */
export const pickers: { kind: PickerKind; key: string; name: string; icon: IconName }[] = [
  { kind: "state", key: "s", name: "Change state…", icon: "check-circle" },
  { kind: "priority", key: "p", name: "Set priority…", icon: "flag" },
  { kind: "assignee", key: "a", name: "Assign to…", icon: "user" },
  { kind: "label", key: "l", name: "Add labels…", icon: "label" },
  { kind: "due", key: "d", name: "Set due date…", icon: "calendar" },
  { kind: "estimate", key: "e", name: "Set estimate…", icon: "estimate" },
];

function editing(): Action[] {
  return [
    ...pickers.map(
      ({ kind, key, name, icon }): Action => ({
        id: `pick-${kind}`,
        name,
        group: "Task",
        keys: [key],
        icon,
        applies: hasTargets,
        run: () => openPicker(kind, targets(), anchorFor(kind)),
      }),
    ),
    {
      id: "assign-me",
      name: "Assign to me",
      group: "Task",
      keys: ["i"],
      icon: "user-plus",
      applies: () => hasTargets() && !targets().every((task) => isMine(task)),
      run: () => void act(targets(), { type: "assign", user: session.getState().me.user }),
    },
    {
      id: "delete",
      name: "Delete",
      group: "Task",
      keys: ["delete", "backspace"],
      icon: "trash",
      applies: hasTargets,
      run: () => void act(targets(), { type: "delete" }),
    },
  ];
}

function looking({ project, task, layout }: TaskActions): Action[] {
  const other = layout === "list" ? "board" : "list";
  return [
    {
      id: "layout",
      name: other === "board" ? "Show as a board" : "Show as a list",
      group: "View",
      keys: ["v"],
      icon: other,
      run: () => go(paths[other](project, task)),
    },
    {
      id: "fold",
      name: "Close the group of this task",
      group: "View",
      keys: ["t"],
      icon: "chevron-right",
      applies: () => layout === "list" && selection.getState().focus !== null,
      run: () => toggleCollapsed(selection.getState().focus?.group ?? ""),
    },
    {
      id: "unfold",
      name: "Open all groups",
      group: "View",
      keys: ["shift+t"],
      icon: "chevron-down",
      applies: () => display.getState().collapsed.size > 0,
      run: () => setDisplay({ collapsed: new Set() }),
    },
  ];
}

function isMine(task: Uuid): boolean {
  const line = lines.get(task);
  return line !== undefined && isAssignedTo(session.getState().me.user)(line);
}

/** Beside the sign of the focused row; else beside whatever of the tasks is on the screen. */
function anchorFor(kind: PickerKind): Element {
  const { focus } = selection.getState();
  const row = focus && document.getElementById(rowId(focus.group, focus.task));
  return (
    row?.querySelector(`[data-does="${kind}"]`) ??
    row ??
    document.querySelector("[data-tasks], [data-board]") ??
    document.body
  );
}
