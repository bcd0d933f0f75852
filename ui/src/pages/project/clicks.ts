/** What a click on a task means. */
import type { Uuid } from "../../backend/types";
import { openPicker } from "../../parts/pickers/open-picker";
import { pickerKinds } from "../../parts/pickers/spec";
import { lines, opened } from "../../store/open";
import { focusOn, selection, selectOnly, toggleSelected } from "../../store/selection";
import type { Spot } from "../../store/view";

export function clickTask(
  spot: Spot,
  event: Pick<React.MouseEvent, "metaKey" | "ctrlKey" | "shiftKey">,
  open: (task: Uuid) => void,
): void {
  const { focus } = selection.getState();
  if (event.shiftKey && focus !== null) {
    extendTo(spot);
    return;
  }
  focusOn(spot);
  if (event.metaKey || event.ctrlKey) toggleSelected(spot.task);
  else open(spot.task);
}

/** Selects from where the range began to this row. */
export function extendTo(spot: Spot): void {
  const { focus, anchor } = selection.getState();
  const { rows } = opened.getState();
  if (rows === null) return;
  const from = anchor ?? focus ?? spot;
  const begin = rows.indexOf(from, lines.get(from.task));
  const end = rows.indexOf(spot, lines.get(spot.task));
  if (begin < 0 || end < 0) return;
  selectOnly(rows.between(begin, end));
  selection.setState({ focus: spot, anchor: from });
}

/** A click on one of a row's signs: its picker, for this task or for the selection it is in. */
export function pickFor(spot: Spot, does: string, anchor: Element): void {
  focusOn(spot);
  if (does === "select") {
    toggleSelected(spot.task);
    return;
  }
  const kind = pickerKinds.find((each) => each === does);
  const { selected } = selection.getState();
  if (kind !== undefined)
    openPicker(kind, selected.has(spot.task) ? [...selected] : [spot.task], anchor);
}
