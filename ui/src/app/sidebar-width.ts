/** Whether the sidebar is a rail of icons: a matter of this window, so not among the settings. */
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const kept = "aloft.sidebar";

const store = createStore<{ isRail: boolean }>(() => ({
  isRail: localStorage.getItem(kept) === "rail",
}));

export const useIsRail = (): boolean => useStore(store, ({ isRail }) => isRail);

export function toggleSidebar(): void {
  const isRail = !store.getState().isRail;
  store.setState({ isRail });
  localStorage.setItem(kept, isRail ? "rail" : "full");
}
