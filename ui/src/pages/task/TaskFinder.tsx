import type { Uuid } from "../../backend/types";
import { useSearch } from "../../parts/palette/use-search";
import { StateIcon } from "../../parts/task/StateIcon";
import { PickerMenu, type PickerMenuItem } from "../../ui/PickerMenu";
import { useScene } from "./use-scene";

interface Props {
  label: string;
  except: readonly Uuid[];
  /** Offered below what was found. */
  more?: PickerMenuItem[];
  onPick: (id: string) => void;
}

/** Finds a task of the project by its title or key. */
export function TaskFinder({ label, except, more = [], onPick }: Props): React.JSX.Element {
  const { project } = useScene();
  const { found, text, type } = useSearch(project.id, 12);
  const items = found
    .filter(({ line }) => !except.includes(line.id))
    .map(
      ({ line }): PickerMenuItem => ({
        id: line.id,
        name: line.title,
        hint: line.key,
        icon: <StateIcon category={line.category ?? "backlog"} />,
      }),
    );
  return (
    <PickerMenu
      label={label}
      items={[...items, ...more]}
      onType={type}
      onPick={onPick}
      none={text.trim() === "" ? "Type a title or a key" : "No task found"}
    />
  );
}
