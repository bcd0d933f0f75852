import { useState } from "react";
import { Link } from "wouter";
import type { Project } from "../../backend/types";
import { MemberAvatars } from "../../parts/task/MemberAvatar";
import { TaskKey } from "../../parts/task/TaskKey";
import { paths } from "../../paths";
import { usePeople, usePresence } from "../../store/hooks";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { TaskMenu } from "./TaskMenu";
import css from "./task.module.css";
import { useScene } from "./use-scene";

interface Props {
  /** On a page: the way back to its tasks. */
  project?: Project;
  onExpand?: () => void;
  onClose?: () => void;
}

export function Header({ project, onExpand, onClose }: Props): React.JSX.Element {
  return (
    <header className={css.header}>
      {project !== undefined && (
        <>
          <Link className={css.back} href={paths.list(project.id)}>
            {project.name}
          </Link>
          <Icon name="chevron-right" className={css.chevron} />
        </>
      )}
      <CopiedKey />
      <div className={css.tools}>
        <Others />
        {onExpand && <IconButton icon="expand" label="Open as a page" onClick={onExpand} />}
        <TaskMenu />
        {onClose && <IconButton icon="close" label="Close" shortcut="escape" onClick={onClose} />}
      </div>
    </header>
  );
}

/** The key; pressed, it is on the clipboard. */
function CopiedKey(): React.JSX.Element {
  const { line } = useScene();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(line.key);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <button
      type="button"
      className={css.copyKey}
      aria-label={`${line.key}, copy the key`}
      onClick={copy}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
    >
      <TaskKey value={line.key} />
      <Icon name={isCopied ? "check" : "copy"} className={css.copyIcon} />
    </button>
  );
}

/** Who else looks at this. */
function Others(): React.JSX.Element | null {
  const { task } = useScene();
  const there = usePresence(task);
  const people = usePeople();
  const users = [...new Set(there.map(({ user }) => people.get(user)?.user ?? user))];
  if (users.length === 0) return null;
  return (
    <span className={css.others} role="group" aria-label="Also looking at this">
      <MemberAvatars users={users} />
    </span>
  );
}
