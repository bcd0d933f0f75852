import type { Uuid } from "../../backend/types";
import { addComment } from "../../store/acts";
import { CommentField } from "./CommentField";
import { draftOf, keepDraft } from "./drafts";

interface Props {
  task: Uuid;
  /** The comment that is answered. */
  parent: Uuid | null;
  onClose?: () => void;
}

/** Where a comment is written. What is not sent yet is there again when the task is. */
export function Composer({ task, parent, onClose }: Props): React.JSX.Element {
  const isReply = parent !== null;
  const send = async (words: string): Promise<boolean> => {
    const created = await addComment(task, parent, words);
    if (created === null) return false;
    keepDraft(task, parent, "");
    onClose?.();
    return true;
  };
  return (
    <div data-composer={isReply ? undefined : ""}>
      <CommentField
        label={isReply ? "Reply" : "Comment"}
        button={isReply ? "Reply" : "Comment"}
        placeholder={isReply ? "Write a reply" : "Write a comment"}
        initial={draftOf(task, parent)}
        autoFocus={isReply}
        onType={(text) => keepDraft(task, parent, text)}
        onSend={send}
        onCancel={onClose}
      />
    </div>
  );
}
