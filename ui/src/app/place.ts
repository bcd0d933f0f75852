import { useEffect } from "react";
import { useLocation } from "wouter";
import { rememberTask } from "../parts/palette/recent";
import { projectIn, taskIn } from "../paths";
import { lines } from "../store/open";
import { projectOf, session } from "../store/session";
import { rememberPlace } from "../store/start";

/** Begins where the person left. Called before the first draw, so that no other screen flashes. */
export function returnToPlace(): void {
  const { place } = session.getState().settings;
  const isFresh = location.hash === "" || location.hash === "#/";
  if (place === null || !isFresh || !isThere(place)) return;
  history.replaceState(null, "", `#${place}`);
}

/** Remembers where the person goes. */
export function useRememberedPlace(): void {
  const [place] = useLocation();
  useEffect(() => {
    rememberPlace(place);
    const line = lines.get(taskIn(place) ?? "");
    if (line !== undefined && lines.project !== null) rememberTask(lines.project, line);
  }, [place]);
}

/** A project that is gone is no place to begin. */
function isThere(place: string): boolean {
  const project = projectIn(place);
  return project === null || projectOf(session.getState(), project) !== undefined;
}
