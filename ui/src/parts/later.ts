import { type ComponentType, type LazyExoticComponent, lazy } from "react";

// biome-ignore lint/suspicious/noExplicitAny: as in `lazy`: any props
type Part = { default: ComponentType<any> };

const fetches = new Set<() => Promise<unknown>>();

/**
 * A part of the window that the first look does not need: it comes after it, or when it is shown.
 *
 * `lazy` alone suspends when it is drawn for the first time, also when the part is there, and
 * React keeps the empty fallback for 300 ms. A part that is there is drawn at once.
 */
export function later<P extends Part>(load: () => Promise<P>): LazyExoticComponent<P["default"]> {
  let ready: P | null = null;
  const fetch = async (): Promise<P> => {
    ready = await load();
    return ready;
  };
  fetches.add(fetch);
  return lazy(() => (ready === null ? fetch() : kept(ready)));
}

/** Fetches all of them, one after the other; one that does not come is asked for when it is shown. */
export async function fetchLater(): Promise<void> {
  // The walk goes on through what a part adds when it comes.
  for (const fetch of fetches) await fetch().catch(() => undefined);
}

/** `lazy` takes any thenable, and a promise answers no sooner than after this turn. */
function kept<T>(value: T): Promise<T> {
  const promise = Promise.resolve(value);
  return Object.assign(promise, {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what it must be
    then: (take: (value: T) => void) => {
      take(value);
      return promise;
    },
  });
}
