import type { DateText } from "../../backend/types";
import { dueWords } from "./due";
import css from "./due.module.css";

export interface DueTextProps {
  due: DateText;
  today: DateText;
  /** Of a task that is done: then nothing is urgent about it. */
  settled: boolean;
}

/** A due date in few letters; what is late says so by colour and by word. */
export function DueText({ due, today, settled }: DueTextProps): React.JSX.Element {
  const { words, days } = dueWords(due, today);
  const urgency = settled ? undefined : days < 0 ? "late" : days <= 1 ? "soon" : undefined;
  return (
    <span className={css.due} data-urgency={urgency} title={`Due ${due}`}>
      {urgency === "late" && <span className={css.mark} aria-hidden="true" />}
      {words}
    </span>
  );
}
