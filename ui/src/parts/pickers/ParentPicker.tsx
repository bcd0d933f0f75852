import { useState } from "react";
import type { Project, TaskLine, Uuid } from "../../backend/types";
import { lines } from "../../store/open";
import { Icon } from "../../ui/Icon";
import { PickerMenu, type PickerMenuItem } from "../../ui/PickerMenu";
import { Popover } from "../../ui/Popover";
import { useSearch } from "../palette/use-search";
import { StateIcon } from "../task/StateIcon";
import css from "./picker.module.css";

export interface ParentPickerProps {
  project: Project;
  value: Uuid | null;
  onPick: (parent: Uuid | null) => void;
  /** It cannot be its own parent. */
  except?: Uuid;
}

/** Chooses the task that this one is a part of, by searching the project. */
export function ParentPicker(props: ParentPickerProps): React.JSX.Element {
  const { project, value, onPick, except } = props;
  const [open, setOpen] = useState(false);
  const parent = value === null ? undefined : lines.get(value);
  const pick = (id: string): void => {
    setOpen(false);
    onPick(id === "" ? null : id);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Parent"
      className={css.popup}
      trigger={
        <button
          type="button"
          className={css.button}
          data-look="chip"
          aria-label={`Parent: ${parent?.key ?? "none"}`}
        >
          <Icon name="subtask" />
          {parent?.key ?? "Parent"}
        </button>
      }
    >
      <ParentList project={project} value={value} except={except} onPick={pick} />
    </Popover>
  );
}

interface ParentListProps {
  project: Project;
  value: Uuid | null;
  except: Uuid | undefined;
  onPick: (id: string) => void;
}

function ParentList({ project, value, except, onPick }: ParentListProps): React.JSX.Element {
  const { found, type } = useSearch(project.id, 8);
  const none: PickerMenuItem[] = value === null ? [] : [{ id: "", name: "No parent" }];
  const items = found.filter(({ line }) => line.id !== except).map(({ line }) => itemOf(line));
  return (
    <PickerMenu
      label="Find the parent…"
      items={[...items, ...none]}
      onType={type}
      onPick={onPick}
      none="Type a title or a key"
    />
  );
}

function itemOf({ id, key, title, category }: TaskLine): PickerMenuItem {
  return { id, name: title, hint: key, icon: <StateIcon category={category ?? "backlog"} /> };
}
