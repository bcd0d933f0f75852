/** How the person looks at each project: remembered on this machine, shared with nobody. */
import { createStore } from "zustand/vanilla";
import type { Uuid } from "../backend/types";
import { noFilter } from "./filter";
import { groupings } from "./grouping";
import { sorts } from "./order";
import type { Shape } from "./view";

export interface Display extends Shape {
  collapsed: ReadonlySet<string>;
}

export const defaultDisplay: Display = {
  grouping: "state",
  sort: "order",
  filter: noFilter,
  collapsed: new Set(),
};

/** The display of the project that is open. */
export const display = createStore<Display>()(() => defaultDisplay);

let project: Uuid | null = null;

/** Takes up the display that this project was left with; a filter does not outlive the visit. */
export function showDisplayOf(id: Uuid): void {
  if (id === project) return;
  project = id;
  display.setState(remembered(id), true);
}

export function setDisplay(change: Partial<Display>): void {
  display.setState(change);
  if (project !== null) remember(project, display.getState());
}

export function toggleCollapsed(group: string): void {
  const collapsed = new Set(display.getState().collapsed);
  if (!collapsed.delete(group)) collapsed.add(group);
  setDisplay({ collapsed });
}

function keyOf(id: Uuid): string {
  return `aloft.display.${id}`;
}

function remember(id: Uuid, { grouping, sort, collapsed }: Display): void {
  localStorage.setItem(keyOf(id), JSON.stringify({ grouping, sort, collapsed: [...collapsed] }));
}

/** Whatever is stored there, a display comes back: a wish that is not understood is dropped. */
function remembered(id: Uuid): Display {
  const stored = localStorage.getItem(keyOf(id));
  if (stored === null) return defaultDisplay;
  try {
    const wish = JSON.parse(stored) as Record<string, unknown>;
    return {
      grouping: groupings.find((grouping) => grouping === wish.grouping) ?? defaultDisplay.grouping,
      sort: sorts.find((sort) => sort === wish.sort) ?? defaultDisplay.sort,
      filter: noFilter,
      collapsed: new Set(
        Array.isArray(wish.collapsed)
          ? wish.collapsed.filter((key) => typeof key === "string")
          : [],
      ),
    };
  } catch {
    return defaultDisplay;
  }
}
