/**
 * Which rows of a long list to draw, where all rows have one height. Costs the same for ten rows
 * and for ten thousand: nothing is measured, and scrolling draws only when it crosses a step.
 */
import { useCallback, useDeferredValue, useState } from "react";
import { flushSync } from "react-dom";

/** Pixels beyond both edges, so that a fast scroll meets rows that are already there. */
const beyond = 576;
/** Pixels that may scroll by before the window is moved. */
const stride = 256;
/** What is drawn before the height is known. */
const usualHeight = 900;

interface Edge {
  first: number;
  visible: number;
}

export interface FixedWindow {
  /** For the element that scrolls. */
  attach: (scroller: HTMLElement | null) => (() => void) | undefined;
  from: number;
  /** Exclusive. */
  to: number;
}

export function useFixedWindow(count: number, size: number): FixedWindow {
  const step = Math.ceil(stride / size);
  // The first frame has what it shows, and no more.
  const overscan = useDeferredValue(Math.ceil(beyond / size), 0);
  const [edge, setEdge] = useState<Edge>({ first: 0, visible: Math.ceil(usualHeight / size) });
  const attach = useCallback(
    (scroller: HTMLElement | null) => {
      if (scroller === null) return undefined;
      let height = scroller.clientHeight;
      let latest: Edge = { first: -1, visible: 0 };
      const look = (): Edge => ({
        first: Math.floor(scroller.scrollTop / size / step) * step,
        visible: Math.ceil(height / size) + step,
      });
      const move = (draw: (update: () => void) => void): void => {
        const next = look();
        if (next.first === latest.first && next.visible === latest.visible) return;
        latest = next;
        draw(() => setEdge(next));
      };
      // Scroll events come before the frame is painted: rows drawn now are in that frame.
      const onScroll = (): void => move(flushSync);
      const resized = new ResizeObserver(() => {
        height = scroller.clientHeight;
        move((update) => update());
      });
      scroller.addEventListener("scroll", onScroll, { passive: true });
      resized.observe(scroller);
      move((update) => update());
      return () => {
        scroller.removeEventListener("scroll", onScroll);
        resized.disconnect();
      };
    },
    [size, step],
  );
  const from = Math.max(0, Math.min(edge.first, count) - overscan);
  const to = Math.min(count, edge.first + edge.visible + overscan);
  return { attach, from, to };
}

/** Scrolls as little as is needed to show a row, with some air beside it. */
export function reveal(scroller: HTMLElement, index: number, size: number, headroom = 0): void {
  const top = index * size;
  const { scrollTop, clientHeight } = scroller;
  if (top - headroom < scrollTop) scroller.scrollTop = Math.max(0, top - headroom - size);
  else if (top + size > scrollTop + clientHeight) {
    scroller.scrollTop = top + 2 * size - clientHeight;
  }
}
