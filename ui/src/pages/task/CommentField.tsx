import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/Button";
import { TextArea } from "../../ui/TextArea";
import css from "./feed.module.css";

interface Props {
  label: string;
  button: string;
  initial: string;
  placeholder?: string;
  autoFocus?: boolean;
  onType?: (text: string) => void;
  /** Whether it was taken; what was not stays in the field. */
  onSend: (text: string) => Promise<boolean>;
  onCancel?: (() => void) | undefined;
}

/** A field for a comment. mod+Enter sends, Escape leaves it. */
export function CommentField(props: Props): React.JSX.Element {
  const { label, button, initial, placeholder, autoFocus, onType, onSend, onCancel } = props;
  const [text, setText] = useState(initial);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!autoFocus) return;
    const area = field.current?.querySelector("textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, [autoFocus]);

  const type = (next: string): void => {
    setText(next);
    onType?.(next);
  };
  const send = async (): Promise<void> => {
    const words = text.trim();
    if (words === "" || busy) return;
    setBusy(true);
    const isTaken = await onSend(words);
    setBusy(false);
    if (isTaken) type("");
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (onCancel) onCancel();
      else event.currentTarget.blur();
    }
  };
  return (
    <div ref={field} className={css.field} data-written={text !== "" || undefined}>
      <div className={css.grow} data-text={text}>
        <TextArea
          className={css.area}
          aria-label={label}
          placeholder={placeholder}
          rows={1}
          spellCheck
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={css.fieldActs}>
        {onCancel && (
          <Button size="sm" variant="ghost" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button
          size="sm"
          variant={text.trim() === "" ? "secondary" : "primary"}
          disabled={text.trim() === ""}
          busy={busy}
          onClick={send}
        >
          {button}
        </Button>
      </div>
    </div>
  );
}
