import { memo, useMemo, useState } from "react";
import type { CommentNode } from "../../backend/types";
import { ago, exact } from "../../parts/ago";
import { grouped } from "../../parts/numbers";
import { useNow } from "../../parts/use-now";
import { Button } from "../../ui/Button";
import { Comment } from "./Comment";
import { Composer } from "./Composer";
import { type FeedItem, feedOf } from "./feed";
import css from "./feed.module.css";
import { Section } from "./Section";
import { useScene } from "./use-scene";

/** So many of the newest are drawn at first: a task may have lived for years. */
const atFirst = 30;

const none: readonly CommentNode[] = [];

/** What was said and what was done, the newest at the end, where one answers. */
export function Feed(): React.JSX.Element {
  const { task, detail, names } = useScene();
  const [isWhole, setWhole] = useState(false);
  const comments = detail?.comments ?? none;
  const activity = detail?.activity;
  const items = useMemo(() => feedOf(comments, activity ?? [], names), [comments, activity, names]);
  const hidden = isWhole ? 0 : Math.max(0, items.length - atFirst);
  return (
    <Section title="Activity">
      {hidden > 0 && (
        <Button size="sm" variant="ghost" onClick={() => setWhole(true)}>
          Show {grouped(hidden)} earlier
        </Button>
      )}
      <ol className={css.feed} aria-label="Activity">
        {items
          .slice(hidden)
          .map((item) =>
            item.kind === "comment" ? (
              <Comment key={item.key} comment={item.comment} />
            ) : (
              <EventLine key={item.key} item={item} />
            ),
          )}
      </ol>
      <Composer task={task} parent={null} />
    </Section>
  );
}

type EventItem = Extract<FeedItem, { kind: "event" }>;

const EventLine = memo(function EventLine({ item }: { item: EventItem }): React.JSX.Element {
  const now = useNow();
  return (
    <li className={css.event}>
      <span className={css.bullet} aria-hidden="true" />
      <p className={css.eventWords}>
        <span className={css.author}>{item.who}</span> {item.words}
        <span aria-hidden="true"> · </span>
        <time
          className={css.time}
          dateTime={new Date(item.at).toISOString()}
          title={exact(item.at)}
        >
          {ago(item.at, now)}
        </time>
      </p>
    </li>
  );
});
