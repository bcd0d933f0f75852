import { useEffect } from "react";
import { type Said, said, undo } from "../../store/acts";
import { toast } from "../../ui/toast";
import { afterFrame } from "../window/after-frame";

/** Says what was done, and offers the way back. */
export function ActToasts(): null {
  useEffect(() => {
    let shown: string | null = null;
    let told = said.getState().last;
    const tell = (): void => {
      const { last } = said.getState();
      // Of what was said in one frame, only the last is.
      if (last === told) return;
      told = last;
      // Undo is for the last act: an older offer would take back another than it names.
      if (shown !== null) toast.close(shown);
      shown = last && show(last);
    };
    // What was done is drawn first: a frame with both of them is most of the window.
    return said.subscribe(() => afterFrame(tell));
  }, []);
  return null;
}

function show({ kind, words }: Said): string {
  switch (kind) {
    case "did":
      return toast.show({
        title: words,
        action: { label: "Undo", keys: "mod+z", run: () => void undo() },
      });
    case "undid":
      return toast.show({ title: `Undone: ${words}` });
    case "redid":
      return toast.show({ title: `Done again: ${words}` });
    case "failed":
      return toast.show({ title: words, tone: "danger" });
  }
}
