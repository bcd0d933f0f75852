/**
 * The project that is open: its lines, the view of them that is on the screen, and the focus in
 * it. Deltas come in here, and nowhere else.
 */
import { createStore } from "zustand/vanilla";
import { door } from "../backend/door";
import { Failure } from "../backend/failure";
import type { Delta, Uuid } from "../backend/types";
import { display, showDisplayOf } from "./display";
import { dayOf } from "./filter";
import { type LineChange, Lines } from "./lines";
import { Rows } from "./rows";
import { emptySelection, focusOn, forget, selection } from "./selection";
import { organisationOf, projectOf, session, setWorkspace } from "./session";
import { touch } from "./touched";
import { type Sense, type Spot, View } from "./view";

export interface OpenProject {
  project: Uuid | null;
  at: "closed" | "loading" | "ready" | "failed";
  failure: Failure | null;
  /** Changed in place; `version` says that it did. */
  view: View | null;
  rows: Rows | null;
  version: number;
}

const closed: OpenProject = {
  project: null,
  at: "closed",
  failure: null,
  view: null,
  rows: null,
  version: 0,
};

export const opened = createStore<OpenProject>()(() => closed);
export const lines = new Lines();

/** Deltas that arrive while the project is being read: they may be newer than what was read. */
let early: Delta[] = [];

export async function openProject(project: Uuid): Promise<void> {
  const { project: current, at } = opened.getState();
  if (current === project && at !== "failed") return;
  early = [];
  showDisplayOf(project);
  selection.setState(emptySelection, true);
  opened.setState({ ...closed, project, at: "loading" });
  try {
    const answer = await door.openProject(project);
    if (opened.getState().project !== project) return;
    lines.open(answer);
    for (const delta of early) lines.apply(delta);
    opened.setState({ at: "ready" });
    viewAnew();
  } catch (thrown) {
    if (opened.getState().project !== project) return;
    opened.setState({ at: "failed", failure: Failure.from(thrown) });
  } finally {
    if (opened.getState().project === project) early = [];
  }
}

/** Leaves the project: its lines are let go. */
export function closeProject(): void {
  lines.open({ project: "", revision: -1, lines: [] });
  opened.setState(closed, true);
}

/** Takes over what changed, whoever did it. The same delta may come twice. */
export function takeDelta(delta: Delta): void {
  if (opened.getState().at === "loading") early.push(delta);
  else show(lines.apply(delta));
  touch(delta.touched);
  if (delta.workspace) void refreshWorkspace();
}

export async function fetchWorkspace(): Promise<void> {
  setWorkspace(await door.workspace());
}

/** Nobody asked for it: if it cannot be read now, what is shown stays until the next change. */
export async function refreshWorkspace(): Promise<void> {
  await fetchWorkspace().catch(() => undefined);
}

function show(changes: readonly LineChange[]): void {
  const { view, version } = opened.getState();
  if (view === null || changes.length === 0) return;
  const focusIndex = indexOfFocus(changes);
  if (!view.apply(changes)) return;
  forget(changes.flatMap(({ id, after }) => (after === undefined ? [id] : [])));
  const rows = new Rows(view, display.getState().collapsed);
  opened.setState({ rows, version: version + 1 });
  followFocus(rows, view, focusIndex);
}

/** Makes the view from all lines: after opening, and when its shape or its sense changed. */
function viewAnew(): void {
  const { project, at, version } = opened.getState();
  const sense = senseOf(project);
  if (at !== "ready" || sense === null) return;
  const { collapsed, ...shape } = display.getState();
  const view = new View(lines.all(), shape, sense);
  opened.setState({ view, rows: new Rows(view, collapsed), version: version + 1 });
}

/** The day that due dates are told from. A window that stays open overnight makes its view anew. */
let today = dayOf(new Date());

export function dayMayHaveTurned(now: Date): void {
  if (dayOf(now) === today) return;
  today = dayOf(now);
  viewAnew();
}

function senseOf(id: Uuid | null): Sense | null {
  const state = session.getState();
  const project = projectOf(state, id);
  if (project === undefined) return null;
  return {
    project,
    members: organisationOf(state, id)?.members ?? [],
    person: (any) => state.people.get(any)?.user ?? any,
    today,
  };
}

/** The row with the focus, as it stands while the view does not know of `changes` yet. */
function indexOfFocus(changes: readonly LineChange[] = []): number {
  const { focus } = selection.getState();
  if (focus === null) return -1;
  const change = changes.find(({ id }) => id === focus.task);
  const line = change === undefined ? lines.get(focus.task) : change.before;
  return opened.getState().rows?.indexOf(focus, line) ?? -1;
}

/** A task that moved takes the focus along; one that is gone leaves it to its neighbour. */
function followFocus(rows: Rows, view: View, indexBefore: number): void {
  const { focus } = selection.getState();
  if (focus === null) return;
  const line = lines.get(focus.task);
  if (line !== undefined && view.shows(line)) {
    const groups = view.groupsOf(line).map(({ key }) => key);
    if (groups.includes(focus.group)) return;
    const group = groups[0];
    if (group !== undefined) {
      focusOn({ group, task: focus.task });
      return;
    }
  }
  focusOn(indexBefore < 0 ? null : rows.taskNear(indexBefore, 1));
}

/** Moves the focus by rows, passing over heads. */
export function stepFocus(by: number): Spot | null {
  const { rows } = opened.getState();
  if (rows === null) return null;
  const index = indexOfFocus();
  const start = index < 0 ? (by > 0 ? 0 : rows.count - 1) : index + by;
  return rows.taskNear(start, by > 0 ? 1 : -1);
}

display.subscribe(({ collapsed, ...shape }, before) => {
  const { view, version } = opened.getState();
  const sameShape =
    shape.grouping === before.grouping &&
    shape.sort === before.sort &&
    shape.filter === before.filter;
  if (view === null) return;
  if (sameShape) opened.setState({ rows: new Rows(view, collapsed), version: version + 1 });
  else viewAnew();
});

session.subscribe((after, before) => {
  if (after.workspace !== before.workspace || after.people !== before.people) viewAnew();
});
