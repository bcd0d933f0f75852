import type { DateText } from "../../backend/types";
import { dueSpec } from "../../parts/pickers/spec";
import { ValuePicker } from "../../parts/pickers/ValuePicker";
import { dueWords } from "../../parts/task/due";
import { act } from "../../store/acts";
import { dayOf, isOpen } from "../../store/filter";
import { renamedDate } from "./choice-spec";
import { dateWords } from "./names";
import { Empty, Property } from "./Property";
import css from "./properties.module.css";
import { useScene } from "./use-scene";

/** Due date or start date. */
export function DateProperty({ field }: { field: "due" | "start" }): React.JSX.Element {
  const { task, line } = useScene();
  const value = line[field] ?? null;
  const name = field === "due" ? "Due date" : "Start date";
  const pick = (day: DateText | null): void =>
    void act(
      [task],
      field === "due" ? { type: "set_due", due: day } : { type: "set_start", start: day },
    );
  return (
    <Property name={name} field={field} {...(field === "due" ? { does: "due" as const } : {})}>
      <DateValue
        name={name}
        value={value}
        onPick={pick}
        isUrgent={field === "due" && isOpen(line)}
      />
    </Property>
  );
}

interface DateValueProps {
  name: string;
  value: DateText | null;
  onPick: (day: DateText | null) => void;
  /** A day that is past is late. */
  isUrgent?: boolean;
}

export function DateValue({ name, value, onPick, isUrgent }: DateValueProps): React.JSX.Element {
  const today = dayOf(new Date());
  const spec = renamedDate(dueSpec(today, value, onPick), name);
  const due = value === null ? null : dueWords(value, today);
  const isLate = isUrgent === true && due !== null && due.days < 0;
  const words = due === null ? "None" : isLate ? `${due.words}, late` : due.words;
  return (
    <ValuePicker spec={spec} look="plain" label={`${name}: ${words}`}>
      {value === null ? (
        <Empty />
      ) : (
        <span className={isLate ? css.late : undefined} title={dateWords(value)}>
          {words}
        </span>
      )}
    </ValuePicker>
  );
}
