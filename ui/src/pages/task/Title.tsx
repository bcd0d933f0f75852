import { useId, useRef, useState } from "react";
import { act } from "../../store/acts";
import { ConflictMark } from "./ConflictMark";
import css from "./task.module.css";
import { useScene } from "./use-scene";

/** The title as a field that grows with it. Enter saves, Escape takes back. */
export function Title(): React.JSX.Element {
  const { task, line } = useScene();
  const words = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  /** Null: nothing is being written, and what others write is shown. */
  const [draft, setDraft] = useState<string | null>(null);
  const [isRefused, setRefused] = useState(false);
  // Escape leaves the field, and leaving it saves: but not this time.
  const isReverted = useRef(false);
  const shown = draft ?? line.title;

  const save = (): void => {
    const title = draft?.trim();
    setDraft(null);
    if (isReverted.current || title === undefined) {
      isReverted.current = false;
      return;
    }
    setRefused(title === "");
    if (title !== "" && title !== line.title) void act([task], { type: "set_title", title });
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      field.current?.blur();
    } else if (event.key === "Escape") {
      event.preventDefault();
      isReverted.current = draft !== null;
      field.current?.blur();
    }
  };
  return (
    <div className={css.titleRow} data-property="title">
      <div className={css.titleGrow} data-text={shown}>
        <textarea
          ref={field}
          className={css.title}
          aria-label="Title"
          aria-invalid={isRefused || undefined}
          aria-describedby={isRefused ? words : undefined}
          rows={1}
          spellCheck
          value={shown}
          onChange={(event) => {
            setRefused(false);
            setDraft(event.target.value.replaceAll(/\s*\n\s*/g, " "));
          }}
          onBlur={save}
          onKeyDown={onKeyDown}
        />
      </div>
      <ConflictMark field="title" />
      {isRefused && (
        <p id={words} className={css.titleError} role="alert">
          A task needs a title. The one before is still there.
        </p>
      )}
    </div>
  );
}
