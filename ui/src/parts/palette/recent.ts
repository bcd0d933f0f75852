/** Tasks that were looked at lately, newest first; remembered on this machine. */
import type { TaskLine, Uuid } from "../../backend/types";

export interface Recent {
  project: Uuid;
  task: Uuid;
  key: string;
  title: string;
}

const place = "aloft.recent";
const most = 8;

export function recentTasks(): Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent) : [];
  } catch {
    return [];
  }
}

/** A task is being looked at. */
export function rememberTask(project: Uuid, { id, key, title }: TaskLine): void {
  const others = recentTasks().filter(({ task }) => task !== id);
  const recent = [{ project, task: id, key, title }, ...others].slice(0, most);
  localStorage.setItem(place, JSON.stringify(recent));
}

function isRecent(value: unknown): value is Recent {
  return (
    typeof value === "object" &&
    value !== null &&
    ["project", "task", "key", "title"].every((key) => typeof Reflect.get(value, key) === "string")
  );
}
