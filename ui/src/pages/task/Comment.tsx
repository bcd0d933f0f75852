import { useState } from "react";
import type { CommentNode } from "../../backend/types";
import { usePerson } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { CommentText } from "./CommentText";
import { Composer } from "./Composer";
import { repliesOf } from "./feed";
import css from "./feed.module.css";
import { useScene } from "./use-scene";

/** A comment and what was answered to it. */
export function Comment({ comment }: { comment: CommentNode }): React.JSX.Element {
  const { task, names } = useScene();
  const [isReplying, setReplying] = useState(false);
  const author = usePerson(comment.author);
  const replies = repliesOf(comment);
  const name = comment.author === null ? "Somebody" : names.person(comment.author);
  return (
    <li className={css.thread}>
      <article className={css.comment} aria-label={`Comment by ${author?.name ?? name}`}>
        {comment.deleted_at === null ? (
          <CommentText comment={comment} onReply={() => setReplying(true)} />
        ) : (
          <p className={css.deleted}>This comment was deleted.</p>
        )}
      </article>
      {replies.length > 0 && (
        <ol className={css.replies} aria-label={`Replies to ${name}`}>
          {replies.map((reply) => (
            <li key={reply.id}>
              <article className={css.comment} aria-label="Reply">
                <CommentText comment={reply} />
              </article>
            </li>
          ))}
        </ol>
      )}
      {isReplying ? (
        <Composer task={task} parent={comment.id} onClose={() => setReplying(false)} />
      ) : (
        replies.length > 0 && (
          <Button size="sm" variant="ghost" icon="reply" onClick={() => setReplying(true)}>
            Reply
          </Button>
        )
      )}
    </li>
  );
}
