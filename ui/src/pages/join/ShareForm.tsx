import { type FormEvent, useState } from "react";
import type { Me, Organisation, Project } from "../../backend/types";
import { counted } from "../../parts/numbers";
import { useAsking } from "../../parts/use-asking";
import { joinRelay } from "../../store/account";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Input } from "../../ui/Input";
import css from "./Join.module.css";

interface Props {
  org: Organisation;
  account: NonNullable<Me["account"]>;
  projects: readonly Project[];
}

/** What the backend calls an organisation that nobody named: no name that a team would know. */
const unnamed = "My organisation";

/** The organisation's name, as the team will see it. */
export function ShareForm({ org, account, projects }: Props) {
  const [name, setName] = useState(org.name === unnamed ? "" : org.name);
  const [shown, setShown] = useState(false);
  const joining = useAsking(() => joinRelay(org.id, name.trim()));
  const fault = name.trim() === "" ? "Write the organisation’s name." : undefined;
  const tasks = projects.reduce((sum, project) => sum + project.tasks, 0);

  function share(event: FormEvent) {
    event.preventDefault();
    setShown(true);
    if (fault === undefined) void joining.ask();
  }

  return (
    <form className={css.form} onSubmit={share} noValidate>
      <h2 className={css.title}>Name the organisation</h2>
      <Field
        label="Organisation’s name"
        hint={`${counted(projects.length, "project")} with ${counted(tasks, "task")} will be sent to ${account.relay}, as ${account.name}.`}
        error={shown ? fault : undefined}
      >
        <Input
          value={name}
          placeholder="Halo Lamps"
          autoFocus
          autoComplete="organization"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      {joining.failure !== null && (
        <Banner tone="danger">{joining.failure.words} Nothing on this machine has changed.</Banner>
      )}
      <Button type="submit" variant="primary" busy={joining.busy}>
        Share
      </Button>
    </form>
  );
}
