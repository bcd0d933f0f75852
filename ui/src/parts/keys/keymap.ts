/**
 * The actions that can be done now, and their keys. A screen registers its own while it is there;
 * the keyboard and the command palette read the same list, so neither can do what the other cannot.
 */
import { useEffect, useRef } from "react";
import type { IconName } from "../../ui/Icon";

export interface Action {
  /** Unique; of two with one id, the nearer counts. */
  id: string;
  /** What the palette says: "Change state…". */
  name: string;
  group: "Task" | "View" | "Go to" | "Create" | "Aloft";
  /** Such as `s`, `shift+x`, `alt+arrowup`, `mod+k` (⌘ or Ctrl), `?`, and `g l`: one after the other. */
  keys?: readonly string[];
  icon?: IconName;
  /** Other words by which the palette finds it. */
  also?: string;
  /** Left out: always. */
  applies?: () => boolean;
  /** Also while somebody types in a field. */
  inText?: boolean;
  /** Works by key only: too small for the palette. */
  hidden?: boolean;
  run: () => void;
}

/** Whose word counts when two want the same key: a mode's before its screen's before the window's. */
const levels = { window: 0, screen: 1, mode: 2 };

interface Layer {
  level: number;
  actions: readonly Action[];
}

const layers: Layer[] = [];

/** Every action with keys that was registered since the window opened, for the list of keys. */
const withKeys = new Map<string, Action>();

/** Registers actions for as long as the component is there. */
export function useActions(
  actions: readonly Action[],
  level: keyof typeof levels = "screen",
): void {
  const layer = useRef<Layer>({ level: levels[level], actions });
  useEffect(() => {
    layer.current.actions = actions;
  });
  useEffect(() => {
    const mine = layer.current;
    layers.push(mine);
    for (const action of mine.actions) {
      if (action.keys !== undefined && action.keys.length > 0) withKeys.set(action.id, action);
    }
    return () => {
      layers.splice(layers.indexOf(mine), 1);
    };
  }, []);
}

/** What can be done now, the nearest first; of one level, what was registered last. */
export function actionsNow(): Action[] {
  const seen = new Set<string>();
  return layers
    .toReversed()
    .sort((a, b) => b.level - a.level)
    .flatMap(({ actions }) => actions)
    .filter(({ id, applies }) => {
      if (seen.has(id) || applies?.() === false) return false;
      seen.add(id);
      return true;
    });
}

/** The keys of all screens that were shown so far, in groups. */
export function knownKeys(): ReadonlyMap<Action["group"], readonly Action[]> {
  const groups = new Map<Action["group"], Action[]>();
  for (const action of withKeys.values()) {
    groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  }
  return groups;
}

/** The longest pause, in milliseconds, between the keys of a sequence such as `g l`. */
const PAUSE = 1500;

/** Hears the keyboard of the whole window. Called once. */
export function listenForKeys(): () => void {
  let first: { key: string; at: number } | null = null;
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || modifiers.has(event.key)) return;
    const key = keyOf(event);
    const begun = first !== null && event.timeStamp - first.at < PAUSE ? first.key : null;
    first = null;
    const now = actionsNow().filter((each) => mayRun(each, event, key));
    const action =
      now.find(({ keys }) => begun !== null && keys?.includes(`${begun} ${key}`)) ??
      now.find(({ keys }) => keys?.includes(key));
    if (action !== undefined) {
      event.preventDefault();
      action.run();
    } else if (now.some(({ keys }) => keys?.some((each) => each.startsWith(`${key} `)))) {
      event.preventDefault();
      first = { key, at: event.timeStamp };
    }
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}

/** Going down before the key that they are for. */
const modifiers = new Set(["Shift", "Control", "Alt", "Meta"]);
const isMac = /mac/i.test(globalThis.navigator?.platform ?? "");

/** A key event as the actions write it. */
export function keyOf(event: KeyboardEvent): string {
  const name = event.key === " " ? "space" : event.key.toLowerCase();
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const printable = event.key.length === 1 && !/^[a-z0-9 ]$/i.test(event.key);
  return [
    ...(mod ? ["mod"] : []),
    ...(isMac && event.ctrlKey ? ["ctrl"] : []),
    ...(event.altKey ? ["alt"] : []),
    // Shift is part of what makes a "?"; with letters and named keys it is said.
    ...(event.shiftKey && !printable ? ["shift"] : []),
    name,
  ].join("+");
}

const editable = "input, textarea, select, [contenteditable=''], [contenteditable='true']";
const floating = "[role='dialog'], [role='alertdialog'], [role='menu'], [data-floating]";
const pressable = "button, a[href], [role='button'], [role='tab'], [role='switch'], summary";

function mayRun(action: Action, event: KeyboardEvent, key: string): boolean {
  if (action.inText) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return true;
  if (target.closest(editable) !== null || target.closest(floating) !== null) return false;
  // Enter and space press the button that has the focus.
  return !((key === "enter" || key === "space") && target.closest(pressable) !== null);
}
