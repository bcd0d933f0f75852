import { useSyncExternalStore } from "react";
import type { Description, Saving } from "./description";

/** How the saving of a description stands. */
export function useSaving({ saving }: Description): Saving {
  return useSyncExternalStore(saving.subscribe, saving.getState);
}
