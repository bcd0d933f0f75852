/** Moving the focus by keys. */
import { lines, opened, stepFocus } from "../../store/open";
import { focusOn, selection } from "../../store/selection";
import type { Group, Spot } from "../../store/view";
import { extendTo } from "./clicks";
import { revealSpot } from "./scroll";

export type Layout = "list" | "board";

/** The next or the previous task, in the list or in the board's column. */
export function moveFocus(layout: Layout, by: 1 | -1): Spot | null {
  return settle(layout === "list" ? stepFocus(by) : stepInColumn(by));
}

/** Like `moveFocus`, and selects what lies between. */
export function extendFocus(layout: Layout, by: 1 | -1): void {
  const spot = layout === "list" ? stepFocus(by) : stepInColumn(by);
  if (spot === null) return;
  extendTo(spot);
  revealSpot(spot);
}

/** To the column beside, at the same height if it is long enough. */
export function moveSideways(by: 1 | -1): Spot | null {
  const { view } = opened.getState();
  const { focus } = selection.getState();
  if (view === null) return null;
  const groups = boardGroups();
  if (focus === null) return settle(firstOf(groups));
  const height = indexOf(focus);
  for (let at = columnOf(groups, focus) + by; at >= 0 && at < groups.length; at += by) {
    const group = groups[at];
    const line = group?.lines[Math.min(height, group.lines.length - 1)];
    if (group !== undefined && line !== undefined) {
      return settle({ group: group.key, task: line.id });
    }
  }
  return focus;
}

/** To the first or the last task of all. */
export function moveToEnd(layout: Layout, end: "first" | "last"): Spot | null {
  const { rows, view } = opened.getState();
  const { focus } = selection.getState();
  if (rows === null || view === null) return null;
  if (layout === "list") return settle(rows.taskNear(end === "first" ? 0 : rows.count - 1, 1));
  const group = view.group(focus?.group ?? "");
  const line = end === "first" ? group?.lines[0] : group?.lines.at(-1);
  return group && line ? settle({ group: group.key, task: line.id }) : null;
}

/** The groups that the board has columns for: all but "no value" groups that are empty. */
export function boardGroups(): Group[] {
  const groups = opened.getState().view?.groups ?? [];
  return groups.filter(({ key, lines: inside }) => key !== "" || inside.length > 0);
}

export function columnOf(groups: readonly Group[], spot: Spot): number {
  return groups.findIndex(({ key }) => key === spot.group);
}

/** Where a spot's task stands in its group. */
export function indexOf(spot: Spot): number {
  const { view } = opened.getState();
  const group = view?.group(spot.group);
  const line = lines.get(spot.task);
  return view && group && line ? view.indexIn(group, line) : -1;
}

function stepInColumn(by: 1 | -1): Spot | null {
  const { view } = opened.getState();
  const { focus } = selection.getState();
  if (focus === null) return firstOf(boardGroups());
  const group = view?.group(focus.group);
  const line = group?.lines[indexOf(focus) + by];
  return line === undefined ? focus : { group: focus.group, task: line.id };
}

function firstOf(groups: readonly Group[]): Spot | null {
  const group = groups.find(({ lines: inside }) => inside.length > 0);
  const line = group?.lines[0];
  return group && line ? { group: group.key, task: line.id } : null;
}

function settle(spot: Spot | null): Spot | null {
  if (spot === null) return null;
  focusOn(spot);
  revealSpot(spot);
  return spot;
}
