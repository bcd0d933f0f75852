import { useState } from "react";
import type { RefusedWork } from "../../backend/types";
import { ago, exact } from "../../parts/ago";
import { ConfirmDialog } from "../../parts/ConfirmDialog";
import { CopyButton } from "../../parts/CopyButton";
import { useAsking } from "../../parts/use-asking";
import { discardRefused, retryRefused } from "../../store/syncing";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import css from "./RefusedItem.module.css";
import { textOf } from "./text";

interface Props {
  work: RefusedWork;
  now: number;
  onGone: () => void;
}

/** One thing that the relay did not take: what, why, and what can be done. */
export function RefusedItem({ work, now, onGone }: Props) {
  const [asking, setAsking] = useState(false);
  const retry = useAsking(async () => {
    await retryRefused(work.number);
    onGone();
  });
  const discard = useAsking(async () => {
    await discardRefused(work.number);
    onGone();
  });
  const failure = retry.failure ?? discard.failure;
  const titleId = `refused-${work.number}`;
  return (
    <li className={css.item} aria-labelledby={titleId}>
      <div className={css.head}>
        <h2 id={titleId} className={css.subject}>
          {work.subject}
        </h2>
        <time dateTime={new Date(work.at).toISOString()} title={exact(work.at)} className={css.at}>
          {ago(work.at, now)}
        </time>
      </div>
      <p className={css.intent}>{work.intent}</p>
      {work.text !== null && <blockquote className={css.text}>{work.text}</blockquote>}
      <p className={css.why}>
        {work.words} <code className={css.code}>{work.code}</code>
      </p>
      {failure !== null && <Banner tone="danger">{failure.words}</Banner>}
      <div className={css.actions}>
        {work.can_retry && (
          <Button size="sm" busy={retry.busy} onClick={() => void retry.ask()}>
            Try again
          </Button>
        )}
        <CopyButton text={() => work.text ?? textOf(work)}>Copy text</CopyButton>
        <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
          Discard
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Discard this change?"
        confirm="Discard"
        onConfirm={() => void discard.ask()}
      >
        {work.intent}, on {work.subject}. It is on no relay; once discarded it cannot be brought
        back.
      </ConfirmDialog>
    </li>
  );
}
