import { useEffect } from "react";
import { type Said, said, undo } from "../../store/acts";
import { keyNames } from "../../ui/key-names";
import { toast } from "../../ui/toast";

/** Says what was done, and offers the way back. */
export function ActToasts(): null {
  useEffect(() => said.subscribe(({ last }) => last && show(last)), []);
  return null;
}

function show({ kind, words }: Said): void {
  switch (kind) {
    case "did":
      toast.show({
        title: words,
        action: { label: `Undo ${keyNames("mod+z").join(" ")}`, run: () => void undo() },
      });
      break;
    case "undid":
      toast.show({ title: `Undone: ${words}` });
      break;
    case "redid":
      toast.show({ title: `Done again: ${words}` });
      break;
    case "failed":
      toast.show({ title: words, tone: "danger" });
      break;
  }
}
