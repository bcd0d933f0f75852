import { useState } from "react";
import type { CommentNode, Uuid } from "../../backend/types";
import { act } from "../../store/acts";
import { usePeople } from "../../store/hooks";
import { IconButton } from "../../ui/IconButton";
import { Popover } from "../../ui/Popover";
import css from "./feed.module.css";
import { listed } from "./names";
import { useScene } from "./use-scene";

const offered: readonly { emoji: string; name: string }[] = [
  { emoji: "👍", name: "Thumbs up" },
  { emoji: "🎉", name: "Party" },
  { emoji: "❤️", name: "Heart" },
  { emoji: "👀", name: "Eyes" },
  { emoji: "🚀", name: "Rocket" },
  { emoji: "😄", name: "Smile" },
];

/** What people reacted with, and how many; pressed, one's own comes or goes. */
export function Reactions({ comment }: { comment: CommentNode }): React.JSX.Element | null {
  const { names } = useScene();
  const toggle = useToggle(comment);
  const given = Object.entries(comment.reactions).filter(([, users]) => users.length > 0);
  if (given.length === 0) return null;
  return (
    <div className={css.reactions} role="group" aria-label="Reactions">
      {given.map(([emoji, users]) => (
        <button
          key={emoji}
          type="button"
          className={css.reaction}
          aria-pressed={toggle.isMine(emoji)}
          title={listed(users.map(names.person))}
          onClick={() => toggle.run(emoji)}
        >
          {emoji} {users.length}
        </button>
      ))}
    </div>
  );
}

export function ReactionPicker({ comment }: { comment: CommentNode }): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const toggle = useToggle(comment);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="React"
      align="end"
      className={css.reactionPicker}
      trigger={<IconButton icon="smile" size="sm" label="React" />}
    >
      {offered.map(({ emoji, name }) => (
        <button
          key={emoji}
          type="button"
          className={css.offered}
          aria-label={`${emoji} ${name}`}
          aria-pressed={toggle.isMine(emoji)}
          onClick={() => {
            setOpen(false);
            toggle.run(emoji);
          }}
        >
          {emoji}
        </button>
      ))}
    </Popover>
  );
}

function useToggle({ id, reactions }: CommentNode) {
  const { task } = useScene();
  const people = usePeople();
  const isMine = (emoji: string): boolean =>
    reactions[emoji]?.some((user: Uuid) => people.get(user)?.isMe) ?? false;
  return {
    isMine,
    run: (emoji: string): void =>
      void act([task], { type: isMine(emoji) ? "unreact" : "react", id, emoji }),
  };
}
