import { useSyncExternalStore } from "react";

const step = 10_000;

function listen(tell: () => void): () => void {
  const timer = setInterval(tell, step);
  return () => clearInterval(timer);
}

/** The time, to ten seconds: for "4 minutes ago" that goes on being true. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => Math.ceil(Date.now() / step) * step);
}
