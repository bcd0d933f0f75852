import type { ReactNode } from "react";
import css from "./Screen.module.css";

interface Props {
  title: string;
  /** Under the title: what this screen is for, in a sentence. */
  lead?: ReactNode;
  /** At the right of the top bar. */
  actions?: ReactNode;
  /** How wide the content may be. */
  width?: "form" | "text" | "wide";
  children: ReactNode;
}

/** The frame of a screen that is no list: top bar with the title, and a column. */
export function Screen({ title, lead, actions, width = "text", children }: Props) {
  return (
    <div className={css.screen}>
      <header className={css.bar}>
        <h1 className={css.title}>{title}</h1>
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </header>
      <div className={css.scroll}>
        <div className={css.column} data-width={width}>
          {lead !== undefined && <p className={css.lead}>{lead}</p>}
          {children}
        </div>
      </div>
    </div>
  );
}
