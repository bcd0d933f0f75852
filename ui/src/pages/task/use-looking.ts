import { useEffect } from "react";
import { door } from "../../backend/door";
import type { Uuid } from "../../backend/types";

/** Tells the others that this person looks at a task, and when they left. */
export function useLooking(project: Uuid, task: Uuid): void {
  useEffect(() => {
    // Presence is hearsay: one that is lost is followed by the next.
    const tell = (at: Uuid | null): void =>
      void door.setPresence(project, at, null).catch(() => {});
    tell(task);
    return () => tell(null);
  }, [project, task]);
}
