import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../../ui/Button";
import { Input } from "../../ui/Input";
import css from "./AddRow.module.css";

interface Props {
  /** `New label`. */
  label: string;
  placeholder: string;
  /** Before the name: what else a new one needs. */
  before?: ReactNode;
  after?: ReactNode;
  onAdd: (name: string) => void;
}

/** The last row of a list: a name, and Enter. */
export function AddRow({ label, placeholder, before, after, onAdd }: Props) {
  const [name, setName] = useState("");

  function add(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    onAdd(name.trim());
    setName("");
  }

  return (
    <form className={css.row} onSubmit={add}>
      {before}
      <Input
        aria-label={label}
        placeholder={placeholder}
        value={name}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      {after}
      <Button type="submit" disabled={name.trim() === ""}>
        Add
      </Button>
    </form>
  );
}
