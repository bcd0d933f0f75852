import type { ReactNode } from "react";
import css from "./empty-state.module.css";
import { Icon, type IconName } from "./Icon";

interface Props {
  icon: IconName;
  title: string;
  body?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: why, and what to do. */
export function EmptyState({ icon, title, body, action }: Props) {
  return (
    <div className={css.empty}>
      <Icon name={icon} className={css.icon} />
      <h2 className={css.title}>{title}</h2>
      {body !== undefined && <p className={css.body}>{body}</p>}
      {action !== undefined && <div className={css.action}>{action}</div>}
    </div>
  );
}
