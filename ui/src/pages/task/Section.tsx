import { useId } from "react";
import css from "./task.module.css";

interface Props {
  title: string;
  /** Beside the title: how many, how far. */
  note?: React.ReactNode;
  action?: React.ReactNode;
  children?: React.ReactNode;
}

/** A part of the task under a heading of its own. */
export function Section({ title, note, action, children }: Props): React.JSX.Element {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <div className={css.sectionHead}>
        <h3 id={id} className={css.sectionTitle}>
          {title}
        </h3>
        {note !== undefined && <span className={css.note}>{note}</span>}
        {action !== undefined && <span className={css.sectionAction}>{action}</span>}
      </div>
      {children}
    </section>
  );
}
