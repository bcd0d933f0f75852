import { useId } from "react";
import css from "./task.module.css";
import { useScene } from "./use-scene";

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
  const Heading = useScene().level === 1 ? "h2" : "h3";
  return (
    <section className={css.section} aria-labelledby={id}>
      <div className={css.sectionHead}>
        <Heading id={id} className={css.sectionTitle}>
          {title}
        </Heading>
        {note !== undefined && <span className={css.note}>{note}</span>}
        {action !== undefined && <span className={css.sectionAction}>{action}</span>}
      </div>
      {children}
    </section>
  );
}
