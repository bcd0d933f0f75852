import { useRef, useState } from "react";
import { useStore } from "zustand";
import type { Project, Uuid } from "../../backend/types";
import { createTask } from "../../store/acts";
import { sortedStates } from "../../store/grouping";
import { focusOn } from "../../store/selection";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { Switch } from "../../ui/Switch";
import { useFirstFocus } from "../../ui/use-first-focus";
import { ParentPicker } from "../pickers/ParentPicker";
import {
  AssigneePicker,
  DuePicker,
  EstimatePicker,
  LabelPicker,
  PriorityPicker,
  StatePicker,
} from "../pickers/pickers";
import css from "./create.module.css";
import {
  closeQuickCreate,
  type Draft,
  editDraft,
  emptyDraft,
  quickCreate,
} from "./open-quick-create";

/** The form in the dialog. Its contents live in the draft, so that closing loses nothing. */
export function CreateForm({ project }: { project: Project }): React.JSX.Element {
  const draft = useStore(quickCreate, (state) => state.draft);
  const [more, setMore] = useState(false);
  const [busy, setBusy] = useState(false);
  const title = useRef<HTMLInputElement | null>(null);
  useFirstFocus(title);
  const state = draft.state ?? beginningState(project);

  const create = async (): Promise<void> => {
    if (busy || draft.title.trim() === "") {
      title.current?.focus();
      return;
    }
    setBusy(true);
    const { description, ...task } = draft;
    const created = await createTask(
      project.id,
      { ...task, state },
      { description: description === "" ? null : description },
    );
    setBusy(false);
    if (created === null) return;
    focusOn({ group: state ?? "", task: created.id });
    quickCreate.setState({ draft: more ? kept(draft) : emptyDraft });
    if (more) title.current?.focus();
    else closeQuickCreate();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const inTitle = event.target === title.current;
    const wanted = event.key === "Enter" && !event.nativeEvent.isComposing;
    if (!wanted || !(event.metaKey || event.ctrlKey || inTitle)) return;
    event.preventDefault();
    void create();
  };
  return (
    <form
      className={css.form}
      aria-label="New task"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <div className={css.where}>
        <span className={css.project}>{project.key}</span>
        <Icon name="chevron-right" />
        New task
      </div>
      <input
        ref={title}
        className={css.title}
        aria-label="Title"
        placeholder="Title"
        autoComplete="off"
        value={draft.title}
        onChange={(event) => editDraft({ title: event.target.value })}
      />
      <textarea
        className={css.description}
        aria-label="Description"
        placeholder="Description"
        rows={4}
        value={draft.description}
        onChange={(event) => editDraft({ description: event.target.value })}
      />
      <Chips project={project} draft={{ ...draft, state }} />
      <footer className={css.foot}>
        <label className={css.more}>
          <Switch checked={more} onChange={setMore} label="Create more" />
          Create more
        </label>
        <Button type="submit" variant="primary" disabled={draft.title.trim() === ""} busy={busy}>
          Create task
          <Kbd keys="mod+enter" />
        </Button>
      </footer>
    </form>
  );
}

function Chips({ project, draft }: { project: Project; draft: Draft }): React.JSX.Element {
  return (
    <div className={css.chips}>
      <StatePicker
        project={project}
        value={draft.state}
        onPick={(picked) => editDraft({ state: picked })}
      />
      <PriorityPicker
        project={project}
        value={draft.priority}
        onPick={(priority) => editDraft({ priority })}
      />
      <AssigneePicker
        project={project}
        value={draft.assignees}
        onToggle={(user) => editDraft({ assignees: toggled(draft.assignees, user) })}
      />
      <LabelPicker
        project={project}
        value={draft.labels}
        onToggle={(label) => editDraft({ labels: toggled(draft.labels, label) })}
      />
      <DuePicker project={project} value={draft.due} onPick={(due) => editDraft({ due })} />
      <EstimatePicker
        project={project}
        value={draft.estimate}
        onPick={(estimate) => editDraft({ estimate })}
      />
      <ParentPicker
        project={project}
        value={draft.parent}
        onPick={(parent) => editDraft({ parent })}
      />
    </div>
  );
}

/** Where new work waits: the first state that is not yet begun. */
function beginningState(project: Project): Uuid | null {
  const states = sortedStates(project);
  return (states.find(({ category }) => category === "unstarted") ?? states[0])?.id ?? null;
}

/** The next task of a row of tasks is like the one before, with words of its own. */
function kept(draft: Draft): Draft {
  return { ...draft, title: "", description: "" };
}

function toggled(ids: readonly Uuid[], id: Uuid): Uuid[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}
