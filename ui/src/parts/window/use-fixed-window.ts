/**
 * Which rows of a long list to draw, where all rows have one height. Costs the same for ten rows
 * and for ten thousand: nothing is measured, and scrolling draws only when it crosses a step.
 */
import { useCallback, useDeferredValue, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { keepPlace, type Place } from "./keep-place";

/** Pixels beyond both edges, so that a fast scroll meets rows that are already there. */
const beyond = 576;
/** Pixels that may scroll by before the window is moved. */
const stride = 256;
/** What is drawn before any height is known. */
const usualHeight = 900;
/** The last height of a scroller with rows of a size: the next one has it, too. */
const heights = new Map<number, number>();

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
  const edgeAt = useCallback(
    (top: number): Edge => {
      const first = Math.floor(top / size / step) * step;
      const visible = Math.ceil((heights.get(size) ?? usualHeight) / size);
      return { first, visible: first * size === top ? visible : visible + step };
    },
    [size, step],
  );
  const place = useRef<Place>({ left: 0, top: 0 });
  const [edge, setEdge] = useState<Edge>(() => edgeAt(0));
  const attach = useCallback(
    (scroller: HTMLElement | null) => {
      if (scroller === null) return undefined;
      const letGo = keepPlace(scroller, place.current);
      let latest: Edge | null = null;
      const move = (): void => {
        const next = edgeAt(scroller.scrollTop);
        if (latest !== null && isSame(latest, next)) return;
        latest = next;
        flushSync(() => setEdge((before) => (isSame(before, next) ? before : next)));
      };
      // Scroll events come before the frame is painted, and so does what is observed: rows that are
      // drawn now are in that frame. To read a size before would lay the page out twice.
      const resized = new ResizeObserver(() => {
        heights.set(size, scroller.clientHeight);
        move();
      });
      scroller.addEventListener("scroll", move, { passive: true });
      resized.observe(scroller);
      return () => {
        scroller.removeEventListener("scroll", move);
        resized.disconnect();
        letGo();
      };
    },
    [size, edgeAt],
  );
  const from = Math.max(0, Math.min(edge.first, count) - overscan);
  const to = Math.min(count, edge.first + edge.visible + overscan);
  return { attach, from, to };
}

function isSame(a: Edge, b: Edge): boolean {
  return a.first === b.first && a.visible === b.visible;
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
