import { useRef, useState } from "react";
import type { Uuid } from "../../backend/types";
import { go } from "../../parts/go";
import { ProjectForm } from "../../parts/project-form/ProjectForm";
import { Screen } from "../../parts/Screen";
import { paths } from "../../paths";
import { createOrganisation, joinRelay } from "../../store/account";
import { useMe, useWorkspace } from "../../store/hooks";
import { Field } from "../../ui/Field";
import { Input } from "../../ui/Input";
import { Select } from "../../ui/Select";
import { choicesOf, firstChoice, local, newOrganisation } from "./choices";

/** A new project: its name, its key, and whose it is. */
export default function NewProject({ params }: { params: { org?: string | undefined } }) {
  const { organisations } = useWorkspace();
  const me = useMe();
  const relay = me.account?.relay ?? null;
  const [choice, setChoice] = useState(firstChoice(organisations, relay, params.org ?? null));
  const [name, setName] = useState("");
  // Made already, while the relay did not answer: trying again must not make another.
  const made = useRef<Uuid | null>(null);
  const isNew = choice === newOrganisation;

  /** Null: the organisation of this machine. */
  async function organisation() {
    if (!isNew) return choice === local ? null : choice;
    const called = name.trim() || (me.account?.name ?? "My organisation");
    made.current ??= await createOrganisation(called);
    await joinRelay(made.current, called);
    return made.current;
  }

  return (
    <Screen
      title="New project"
      lead="A project has its own tasks, states, labels and keys."
      width="form"
    >
      <ProjectForm
        org={isNew || choice === local ? null : choice}
        prepare={organisation}
        submit="Create project"
        onCreated={(project) => go(paths.project(project))}
      >
        <Field label="Organisation" hint={isNew ? "Its members see the project." : undefined}>
          <Select value={choice} options={choicesOf(organisations, relay)} onChange={setChoice} />
        </Field>
        {isNew && (
          <Field label="Organisation’s name">
            <Input
              value={name}
              placeholder="Halo Lamps"
              onChange={(e) => setName(e.target.value)}
            />
          </Field>
        )}
      </ProjectForm>
    </Screen>
  );
}
