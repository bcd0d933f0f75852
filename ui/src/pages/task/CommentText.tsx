import { useState } from "react";
import type { CommentNode } from "../../backend/types";
import { ago, exact } from "../../parts/ago";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { useNow } from "../../parts/use-now";
import { act } from "../../store/acts";
import { usePerson } from "../../store/hooks";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { autolink } from "./autolink";
import { CommentField } from "./CommentField";
import css from "./feed.module.css";
import { ReactionPicker, Reactions } from "./Reactions";
import { useScene } from "./use-scene";

interface Props {
  comment: CommentNode;
  /** Left out: it is itself an answer. */
  onReply?: () => void;
}

/** Who said it and when, what was said, and what can be done with it. */
export function CommentText({ comment, onReply }: Props): React.JSX.Element {
  const { task, names } = useScene();
  const [isEdited, setEdited] = useState(false);
  const now = useNow();
  const author = usePerson(comment.author);
  const { id, body, created_at, edited_at } = comment;
  const save = async (words: string): Promise<boolean> => {
    if (words !== body) {
      const acted = await act([task], { type: "edit_comment", id, body: words });
      if (acted === null) return false;
    }
    setEdited(false);
    return true;
  };
  return (
    <>
      <header className={css.head}>
        {comment.author === null ? (
          <Avatar name="Somebody" />
        ) : (
          <MemberAvatar user={comment.author} />
        )}
        <span className={css.author}>
          {comment.author === null ? "Somebody" : names.person(comment.author)}
        </span>
        <time
          className={css.time}
          dateTime={new Date(created_at).toISOString()}
          title={exact(created_at)}
        >
          {ago(created_at, now)}
        </time>
        {edited_at !== null && (
          <span className={css.time} title={exact(edited_at)}>
            edited
          </span>
        )}
        <span className={css.acts}>
          <ReactionPicker comment={comment} />
          {onReply && <IconButton icon="reply" size="sm" label="Reply" onClick={onReply} />}
          {author?.isMe && (
            <Menu
              align="end"
              trigger={<IconButton icon="more" size="sm" label="More on this comment" />}
              items={[
                { id: "edit", label: "Edit", icon: "edit", run: () => setEdited(true) },
                {
                  id: "delete",
                  label: "Delete",
                  icon: "trash",
                  danger: true,
                  run: () => void act([task], { type: "delete_comment", id }),
                },
              ]}
            />
          )}
        </span>
      </header>
      {isEdited ? (
        <CommentField
          label="Edit the comment"
          button="Save"
          initial={body}
          autoFocus
          onSend={save}
          onCancel={() => setEdited(false)}
        />
      ) : (
        <Body text={body} />
      )}
      <Reactions comment={comment} />
    </>
  );
}

/** Plain text: its line breaks, and its addresses as links. */
function Body({ text }: { text: string }): React.JSX.Element {
  return (
    <p className={css.body} data-selectable="">
      {autolink(text).map(({ text: part, href }, index) =>
        href === undefined ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text is drawn anew as a whole
          <a key={index} href={href} target="_blank" rel="noreferrer noopener">
            {part}
          </a>
        ),
      )}
    </p>
  );
}
