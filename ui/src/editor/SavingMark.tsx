import { Button } from "../ui/Button";
import type { Description } from "./description";
import css from "./editor.module.css";
import { useSaving } from "./use-saving";

interface Props {
  description: Description;
  /** What stands in the editor, to be copied when it cannot be saved. */
  text: () => string;
  /** Opens the description anew, without what could not be saved. */
  onReopen: () => void;
}

/** Whether what was typed is on this machine's disk. It is never said before it is. */
export function SavingMark({ description, text, onReopen }: Props) {
  const saving = useSaving(description);
  if (saving.is === "failed") {
    return (
      <div className={css.failed} role="alert">
        Not saved. {saving.words}
        {saving.code === "stale" ? (
          <Button size="sm" onClick={onReopen}>
            Open again without it
          </Button>
        ) : (
          <Button size="sm" onClick={() => void description.flush()}>
            Try again
          </Button>
        )}
        <Button
          size="sm"
          variant="ghost"
          onClick={() => void navigator.clipboard.writeText(text())}
        >
          Copy text
        </Button>
      </div>
    );
  }
  return (
    <div className={css.saving} role="status">
      {saving.is === "saved" ? "Saved on this machine" : "Saving…"}
    </div>
  );
}
