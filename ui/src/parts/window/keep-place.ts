/** Where something was scrolled to. */
export interface Place {
  left: number;
  top: number;
}

/**
 * Brings an element back to where it was, and notes from then on where it is. Engines forget it
 * when the element is hidden, as it is while another screen lies over it.
 */
export function keepPlace(scroller: HTMLElement, place: Place): () => void {
  // To write it lays the page out, also where it changes nothing.
  if (place.top > 0) scroller.scrollTop = place.top;
  if (place.left > 0) scroller.scrollLeft = place.left;
  const note = (): void => {
    place.top = scroller.scrollTop;
    place.left = scroller.scrollLeft;
  };
  scroller.addEventListener("scroll", note, { passive: true });
  return () => scroller.removeEventListener("scroll", note);
}
