import { useState } from "react";
import { Input } from "../../ui/Input";

interface Props {
  /** Its name, where no Field gives it one. */
  label?: string;
  value: string;
  className?: string | undefined;
  onChange: (value: string) => void;
}

/** A name that is kept on Enter or when left; Escape and an empty name leave what was. */
export function NameInput({ label, value, className, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null);

  function keep() {
    const name = typed?.trim() ?? "";
    setTyped(null);
    if (name !== "" && name !== value) onChange(name);
  }

  return (
    <Input
      {...(label === undefined ? {} : { "aria-label": label })}
      className={className}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape" && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
}
