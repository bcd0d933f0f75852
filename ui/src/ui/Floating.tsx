import { useCallback, useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import css from "./Floating.module.css";

export interface FloatingProps {
  /** What it hangs on. */
  anchor: Element;
  /** Accessible name. */
  label: string;
  onClose: () => void;
  children: React.ReactNode;
}

const gap = 4;
const margin = 8;

/**
 * A small box beside an element that is anywhere on the screen: made when it is needed, so that a
 * thousand rows need no popover of their own. The focus goes in, and back when it closes.
 */
export function Floating({ anchor, label, onClose, children }: FloatingProps): React.ReactNode {
  const box = useRef<HTMLDivElement | null>(null);
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      box.current = element;
      if (element === null) return undefined;
      const before = document.activeElement;
      place(element, anchor.getBoundingClientRect());
      element.querySelector<HTMLElement>("input, [tabindex='0'], button")?.focus();
      return () => {
        if (before instanceof HTMLElement && before.isConnected)
          before.focus({ preventScroll: true });
      };
    },
    [anchor],
  );
  useEffect(() => {
    const onPress = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) onClose();
    };
    addEventListener("pointerdown", onPress, { capture: true });
    addEventListener("resize", onClose);
    return () => {
      removeEventListener("pointerdown", onPress, { capture: true });
      removeEventListener("resize", onClose);
    };
  }, [onClose]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return createPortal(
    // biome-ignore lint/a11y/useSemanticElements: a <dialog> would leave the place it is given.
    <div
      ref={attach}
      className={css.floating}
      role="dialog"
      aria-label={label}
      data-floating=""
      onKeyDown={onKeyDown}
    >
      {children}
    </div>,
    document.body,
  );
}

/** Below the anchor if there is room, else above; never beyond the window's edges. */
function place(box: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = anchor.bottom + gap;
  const fits = below + height + margin <= innerHeight;
  const top = fits ? below : Math.max(margin, anchor.top - gap - height);
  const left = Math.max(margin, Math.min(anchor.left, innerWidth - width - margin));
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}
