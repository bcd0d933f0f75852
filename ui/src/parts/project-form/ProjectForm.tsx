import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import type { Uuid } from "../../backend/types";
import { createProject } from "../../store/account";
import { useWorkspace } from "../../store/hooks";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Input } from "../../ui/Input";
import { useAsking } from "../use-asking";
import { asKey, keyFault, suggestKey } from "./key";
import css from "./ProjectForm.module.css";

interface Props {
  /** Null: the organisation of this machine, made if there is none. */
  org: Uuid | null;
  /** Gives the organisation when the project is made, which may have to be made first. */
  prepare?: () => Promise<Uuid | null>;
  submit: string;
  /** Fields that come before the button. */
  children?: ReactNode;
  onCreated: (project: Uuid) => void;
}

/** A project's name and key. The key follows the name until somebody writes one. */
export function ProjectForm({ org, prepare, submit, children, onCreated }: Props) {
  const { projects } = useWorkspace();
  // Keys tell tasks apart in search and on the command line, across organisations.
  const taken = projects.map(({ key }) => key);
  const nameInput = useRef<HTMLInputElement>(null);
  const keyInput = useRef<HTMLInputElement>(null);
  const keyHint = useId();
  const [name, setName] = useState("");
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [shown, setShown] = useState(false);
  const creation = useAsking(async () => {
    const home = prepare === undefined ? org : await prepare();
    onCreated(await createProject(home, name.trim(), key));
  });

  const key = ownKey ?? (name.trim() === "" ? "" : suggestKey(name, taken));
  const nameFault = name.trim() === "" ? "Write a name. You can change it later." : null;
  // Without a name there is no key to complain about yet.
  const wrongKey = nameFault === null || ownKey !== null ? keyFault(key, taken) : null;

  function create(event: FormEvent) {
    event.preventDefault();
    setShown(true);
    if (nameFault !== null) nameInput.current?.focus();
    else if (wrongKey !== null) keyInput.current?.focus();
    else void creation.ask();
  }

  return (
    <form className={css.form} onSubmit={create} noValidate>
      <div className={css.row}>
        <Field label="Project name" error={shown ? (nameFault ?? undefined) : undefined}>
          <Input
            ref={nameInput}
            value={name}
            placeholder="Front lamp"
            autoFocus
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label="Key" error={shown || ownKey !== null ? (wrongKey ?? undefined) : undefined}>
          <Input
            ref={keyInput}
            className={css.key}
            value={key}
            placeholder="LAMP"
            autoComplete="off"
            spellCheck={false}
            aria-describedby={keyHint}
            onChange={(event) => setOwnKey(asKey(event.target.value))}
          />
        </Field>
      </div>
      <p id={keyHint} className={css.hint}>
        Tasks will be called {key || "LAMP"}-1, {key || "LAMP"}-2 and so on.
      </p>
      {children}
      {creation.failure !== null && <Banner tone="danger">{creation.failure.words}</Banner>}
      <Button type="submit" variant="primary" busy={creation.busy}>
        {submit}
      </Button>
    </form>
  );
}
