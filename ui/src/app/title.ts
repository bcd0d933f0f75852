import { useEffect } from "react";
import { useLocation } from "wouter";
import { projectIn, taskIn } from "../paths";
import { useLine, useProject } from "../store/hooks";

/** Screens that are about no project, by the first word of their path. */
const screens: Readonly<Record<string, string>> = {
  search: "Search",
  "new-project": "New project",
  settings: "Settings",
  refused: "Refused changes",
  "sign-in": "Sign in",
  organisations: "Organisation",
};

/** Says in the window's title where one is: what is narrowest comes first. */
export function useTitle(): void {
  const [place] = useLocation();
  const project = useProject(projectIn(place));
  const task = useLine(taskIn(place) ?? "");
  const screen = screens[place.split("/")[1] ?? ""];
  const title = [task?.title, project?.name ?? screen, "Aloft"]
    .filter((part) => part !== undefined && part !== "")
    .join(" – ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
