import { type FormEvent, useState } from "react";
import type { Role, Uuid } from "../../backend/types";
import { emailFault } from "../../parts/account/checks";
import { useAsking } from "../../parts/use-asking";
import { addMember } from "../../store/account";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Input } from "../../ui/Input";
import { Select } from "../../ui/Select";
import css from "./Members.module.css";
import { refusalWords, rolesToGive } from "./roles";

/** Adds somebody who has an account on the relay. */
export function AddMember({ org, own }: { org: Uuid; own: Role }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [shown, setShown] = useState(false);
  const adding = useAsking(async () => {
    await addMember(org, email.trim(), role);
    setEmail("");
    setShown(false);
  });
  const fault = emailFault(email) ?? undefined;
  const refusal =
    adding.failure === null
      ? undefined
      : refusalWords(adding.failure.code, adding.failure.words, email.trim());
  const choices = rolesToGive(own);

  function add(event: FormEvent) {
    event.preventDefault();
    setShown(true);
    if (fault === undefined) void adding.ask();
  }

  return (
    <form className={css.add} onSubmit={add} noValidate>
      <Field label="Email" error={(shown ? fault : undefined) ?? refusal}>
        <Input
          type="email"
          value={email}
          placeholder="grace@example.com"
          autoComplete="off"
          onChange={(event) => {
            setEmail(event.target.value);
            setShown(false);
            adding.forget();
          }}
        />
      </Field>
      <Field label="Role" hint={choices.find(({ value }) => value === role)?.hint}>
        <Select value={role} options={choices} onChange={setRole} />
      </Field>
      <Button type="submit" variant="primary" busy={adding.busy}>
        Add
      </Button>
    </form>
  );
}
