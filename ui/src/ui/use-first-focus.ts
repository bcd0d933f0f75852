import { type RefObject, useEffect } from "react";

/**
 * Takes the keyboard as soon as the field is there. The pane around it would do so a frame later,
 * and what was typed until then would be lost.
 */
export function useFirstFocus(field: RefObject<HTMLElement | null>): void {
  // An effect, so that the pane has noted who had the keyboard before.
  useEffect(() => field.current?.focus({ preventScroll: true }), [field]);
}
