import { type ReactNode, useState } from "react";
import { Button } from "../ui/Button";

interface Props {
  /** Made only when it is asked for. */
  text: () => string;
  children: ReactNode;
}

/** Puts text on the clipboard, and says so in its own place. */
export function CopyButton({ text, children }: Props) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");

  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      setState("copied");
    } catch {
      setState("failed");
    }
  }

  return (
    <Button size="sm" onClick={copy} onBlur={() => setState("idle")}>
      <span aria-live="polite">
        {state === "idle" ? children : state === "copied" ? "Copied" : "Could not copy"}
      </span>
    </Button>
  );
}
