import { Field as Base } from "@base-ui/react/field";
import type { ReactNode } from "react";
import css from "./field.module.css";
import { Icon } from "./Icon";

interface Props {
  label: string;
  hint?: string | undefined;
  /** What is wrong with what it holds, in words. */
  error?: string | undefined;
  /** One Input, TextArea, Select, Checkbox or Switch. */
  children: ReactNode;
}

/** A control with its name, and with what helps to fill it. */
export function Field({ label, hint, error, children }: Props) {
  return (
    <Base.Root className={css.field} invalid={error !== undefined}>
      <Base.Label className={css.label}>{label}</Base.Label>
      {children}
      {error !== undefined && (
        <Base.Error match className={css.error}>
          <Icon name="alert" />
          {error}
        </Base.Error>
      )}
      {hint !== undefined && error === undefined && (
        <Base.Description className={css.hint}>{hint}</Base.Description>
      )}
    </Base.Root>
  );
}
