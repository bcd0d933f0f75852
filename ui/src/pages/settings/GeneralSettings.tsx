import { useState } from "react";
import { door } from "../../backend/door";
import type { Project } from "../../backend/types";
import { ConfirmDialog } from "../../parts/ConfirmDialog";
import { go } from "../../parts/go";
import { counted } from "../../parts/numbers";
import { asKey, keyFault } from "../../parts/project-form/key";
import { useAsking } from "../../parts/use-asking";
import { paths } from "../../paths";
import { editProject } from "../../store/acts";
import { useWorkspace } from "../../store/hooks";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import css from "./GeneralSettings.module.css";
import { NameInput } from "./NameInput";

/** A project's name and key, its copy as a file, and its end. */
export function GeneralSettings({ project }: { project: Project }) {
  const { projects } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const [path, setPath] = useState<string | null>(null);
  const [keyError, setKeyError] = useState<string | null>(null);
  const exporting = useAsking(async (format: "csv" | "json") => {
    setPath(null);
    setPath((await door.exportProject(project.id, format)).path);
  });

  function rekey(typed: string) {
    const key = asKey(typed);
    const others = projects.filter(({ id }) => id !== project.id);
    const fault = keyFault(
      key,
      others.map((other) => other.key),
    );
    setKeyError(fault);
    if (fault === null && key !== project.key) {
      void editProject(project.id, { type: "set_key", key });
    }
  }

  return (
    <div className={css.general}>
      <Field label="Name">
        <NameInput
          value={project.name}
          onChange={(name) => void editProject(project.id, { type: "set_name", name })}
        />
      </Field>
      <Field
        label="Key"
        hint={`Tasks are called ${project.key}-1, ${project.key}-2 and so on. All of them change with it.`}
        error={keyError ?? undefined}
      >
        <NameInput className={css.key} value={project.key} onChange={rekey} />
      </Field>
      <section aria-labelledby="export-title" className={css.part}>
        <h3 id="export-title">Export</h3>
        <p>{counted(project.tasks, "task")}, written into your downloads folder.</p>
        <div className={css.buttons}>
          <Button icon="download" busy={exporting.busy} onClick={() => void exporting.ask("csv")}>
            Export CSV
          </Button>
          <Button icon="download" busy={exporting.busy} onClick={() => void exporting.ask("json")}>
            Export JSON
          </Button>
        </div>
        {path !== null && (
          <p role="status" data-selectable>
            Written to {path}
          </p>
        )}
        {exporting.failure !== null && <Banner tone="danger">{exporting.failure.words}</Banner>}
      </section>
      <section aria-labelledby="delete-title" className={css.part}>
        <h3 id="delete-title">Delete</h3>
        <p>The project and its tasks disappear for everybody. It can be undone in this window.</p>
        <div className={css.buttons}>
          <Button variant="danger" onClick={() => setAsking(true)}>
            Delete project
          </Button>
        </div>
      </section>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${project.name}?`}
        confirm="Delete"
        onConfirm={() => {
          go(paths.home());
          void editProject(project.id, { type: "delete" });
        }}
      >
        {counted(project.tasks, "task")} will no longer be shown to anybody in the organisation.
      </ConfirmDialog>
    </div>
  );
}
