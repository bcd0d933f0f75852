import { useId, useRef, useState } from "react";
import { Icon } from "../../ui/Icon";
import css from "./properties.module.css";

interface Props {
  name: string;
  value: string;
  /** What is wrong with it, in words; an empty one takes the value away. */
  check?: (typed: string) => string | null;
  onSave: (typed: string) => void;
  href?: string | undefined;
}

/** A value that is typed: a plain text until it is pressed. Enter saves, Escape takes back. */
export function InlineInput({ name, value, check, onSave, href }: Props): React.JSX.Element {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const isReverted = useRef(false);

  const save = (): void => {
    const typed = draft?.trim();
    if (isReverted.current || typed === undefined || typed === value) {
      isReverted.current = false;
      setDraft(null);
      setWrong(null);
      return;
    }
    const words = typed === "" ? null : (check?.(typed) ?? null);
    setWrong(words);
    // What is wrong stays to be mended.
    if (words !== null) return;
    setDraft(null);
    onSave(typed);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    isReverted.current = event.key === "Escape" && draft !== null;
    event.currentTarget.blur();
  };
  return (
    <>
      <input
        className={css.input}
        aria-label={name}
        aria-invalid={wrong !== null || undefined}
        aria-describedby={wrong === null ? undefined : id}
        placeholder="None"
        autoComplete="off"
        spellCheck={false}
        title={value}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={onKeyDown}
      />
      {href !== undefined && wrong === null && (
        <a
          className={css.open}
          href={href}
          target="_blank"
          rel="noreferrer noopener"
          aria-label={`Open ${name}`}
        >
          <Icon name="external" />
        </a>
      )}
      {wrong !== null && (
        <span id={id} className={css.wrong} role="alert">
          {wrong}
        </span>
      )}
    </>
  );
}
