import type { ComponentProps } from "react";
import { Field } from "../../ui/Field";
import { Input } from "../../ui/Input";

interface Props extends Omit<ComponentProps<typeof Input>, "onChange" | "value"> {
  label: string;
  value: string;
  hint?: string | undefined;
  fault: string | undefined;
  onChange: (value: string) => void;
}

/** One field of the account form, with what is wrong with it. */
export function AccountField({ label, hint, fault, onChange, ...input }: Props) {
  return (
    <Field label={label} hint={hint} error={fault}>
      <Input
        {...input}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
