import { useState } from "react";
import type { DateText } from "../../backend/types";
import { Input } from "../../ui/Input";
import css from "./NamedList.module.css";

interface Props {
  label: string;
  value: DateText | null;
  min?: DateText | null;
  max?: DateText | null;
  onChange: (value: DateText | null) => void;
}

/** A day, kept when the field is left: while it is typed, it is another day at every digit. */
export function DateInput({ label, value, min = null, max = null, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null);

  function keep() {
    const day = typed === "" ? null : typed;
    setTyped(null);
    if (typed === null || day === value) return;
    if (day !== null && ((min !== null && day < min) || (max !== null && day > max))) return;
    onChange(day);
  }

  return (
    <Input
      type="date"
      aria-label={label}
      className={css.date}
      value={typed ?? value ?? ""}
      min={min ?? undefined}
      max={max ?? undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
    />
  );
}
