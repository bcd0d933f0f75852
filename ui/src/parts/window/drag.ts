/**
 * Dragging by pointer, without the browser's own drag and drop: its image is slow to make, and it
 * cannot be cancelled from the page. One drag at a time; drawing happens once a frame.
 */

export interface Point {
  x: number;
  y: number;
}

export interface Drag {
  /** The pointer went far enough to mean it. */
  lift(source: HTMLElement): void;
  /** At most once a frame, also while only the list scrolls beneath the pointer. */
  over(point: Point): void;
  drop(point: Point): void;
  /** Always the last, whether dropped or cancelled. */
  end(): void;
}

/** Pixels that tell a drag from a click. */
const threshold = 5;

export function beginDrag(event: PointerEvent, source: HTMLElement, drag: Drag): void {
  if (event.button !== 0 || !event.isPrimary) return;
  const begin: Point = { x: event.clientX, y: event.clientY };
  let point = begin;
  let ghost: HTMLElement | null = null;
  let frame = 0;
  const listening = new AbortController();
  const { signal } = listening;

  const draw = (): void => {
    if (ghost === null) return;
    ghost.style.transform = `translate(${point.x - begin.x}px, ${point.y - begin.y}px)`;
    drag.over(point);
    frame = requestAnimationFrame(draw);
  };
  const finish = (): void => {
    listening.abort();
    cancelAnimationFrame(frame);
    if (ghost === null) return;
    ghost.remove();
    ghost = null;
    document.documentElement.removeAttribute("data-dragging");
    // The release of a drag is not a click on what lies beneath.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    drag.end();
  };
  const onMove = (move: PointerEvent): void => {
    point = { x: move.clientX, y: move.clientY };
    if (ghost !== null) return;
    if (Math.hypot(point.x - begin.x, point.y - begin.y) < threshold) return;
    ghost = ghostOf(source);
    document.documentElement.setAttribute("data-dragging", "");
    drag.lift(source);
    draw();
  };
  const onUp = (up: PointerEvent): void => {
    if (ghost !== null) drag.drop({ x: up.clientX, y: up.clientY });
    finish();
  };
  const onKey = (key: KeyboardEvent): void => {
    if (key.key !== "Escape" || ghost === null) return;
    key.preventDefault();
    key.stopPropagation();
    finish();
  };
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", onUp, { signal });
  addEventListener("pointercancel", finish, { signal });
  addEventListener("blur", finish, { signal });
  addEventListener("keydown", onKey, { signal, capture: true });
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

/** A long row is shown by its beginning. */
const widest = 560;

/** A copy of what is dragged, above everything, that takes no pointer events. */
function ghostOf(source: HTMLElement): HTMLElement {
  const box = source.getBoundingClientRect();
  const ghost = source.cloneNode(true) as HTMLElement;
  ghost.removeAttribute("id");
  ghost.setAttribute("aria-hidden", "true");
  ghost.dataset.ghost = "";
  Object.assign(ghost.style, {
    position: "fixed",
    left: `${box.left}px`,
    top: `${box.top}px`,
    width: `${Math.min(box.width, widest)}px`,
    height: `${box.height}px`,
    margin: "0",
    pointerEvents: "none",
    zIndex: "var(--layer-drag)",
    transform: "none",
  });
  document.body.append(ghost);
  return ghost;
}

/** How far to scroll this frame when the pointer is near an edge: faster the nearer. */
export function edgePull(position: number, low: number, high: number): number {
  const zone = 48;
  const most = 18;
  if (position < low + zone) return -Math.min(1, (low + zone - position) / zone) * most;
  if (position > high - zone) return Math.min(1, (position - high + zone) / zone) * most;
  return 0;
}
