import type { SyncView } from "../backend/types";

/** Online, and nothing is anywhere else. */
export const synced: SyncView = {
  link: "online",
  words: null,
  synced: true,
  waiting: 0,
  held_up: 0,
  refused: 0,
  local: 0,
  diverging: 0,
  last_contact: null,
  synced_to: null,
  fetching: [],
};
