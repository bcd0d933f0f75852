import { useState } from "react";
import type { Candidate } from "../../backend/types";
import { ago, exact } from "../../parts/ago";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { useNow } from "../../parts/use-now";
import { resolveConflict } from "../../store/acts";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { Tooltip } from "../../ui/Tooltip";
import css from "./conflict.module.css";
import { useScene } from "./use-scene";
import { fieldName, valueWords } from "./values";

/** On a field with concurrent values: which they are, and the choice between them. */
export function ConflictMark({ field }: { field: string }): React.JSX.Element | null {
  const { task, names, conflictIn } = useScene();
  const [open, setOpen] = useState(false);
  const conflict = conflictIn(field);
  if (conflict === undefined) return null;
  const name = fieldName(field, names);
  const choose = (number: number): void => {
    setOpen(false);
    // The mark goes away with the conflict: the focus stays in the task.
    document.querySelector<HTMLElement>(`[data-shows="${task}"]`)?.focus({ preventScroll: true });
    void resolveConflict(task, field, number);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={`Conflict in ${name}`}
      align="end"
      className={css.popup}
      trigger={
        <button
          type="button"
          className={css.mark}
          aria-label={`Conflict in ${name}`}
          title="Two people set this at the same time"
          data-conflict={field}
        >
          <Icon name="conflict" />
        </button>
      }
    >
      <p className={css.lead}>
        <strong>{name}</strong> was set to different values at the same time. Choose the one that
        holds.
      </p>
      <ul className={css.values} aria-label={`Values of ${name}`}>
        {[conflict.shown, ...conflict.losing].map((candidate, number) => (
          <Value
            // biome-ignore lint/suspicious/noArrayIndexKey: the number is what is chosen by
            key={number}
            words={valueWords(field, candidate.value, names)}
            candidate={candidate}
            isShown={number === 0}
            onChoose={() => choose(number)}
          />
        ))}
      </ul>
    </Popover>
  );
}

interface ValueProps {
  words: string;
  candidate: Candidate;
  isShown: boolean;
  onChoose: () => void;
}

function Value({ words, candidate, isShown, onChoose }: ValueProps): React.JSX.Element {
  const { names } = useScene();
  const now = useNow();
  const { author, at } = candidate;
  return (
    <li className={css.value}>
      <span className={css.what}>
        <span className={css.words}>
          {words}
          {isShown && <Badge>Shown now</Badge>}
        </span>
        <span className={css.who}>
          {author !== null && <MemberAvatar user={author} />}
          <span>{author === null ? "Somebody" : names.person(author)}</span>
          <time dateTime={new Date(at).toISOString()} title={exact(at)}>
            {ago(at, now)}
          </time>
        </span>
      </span>
      <Tooltip text={isShown ? "Keep this value" : "Take this value"}>
        <Button size="sm" aria-label={`Use this: ${words}`} onClick={onChoose}>
          Use this
        </Button>
      </Tooltip>
    </li>
  );
}
