import { useState } from "react";
import type { Project } from "../../backend/types";
import { useActions } from "../../parts/keys/keymap";
import { setDisplay } from "../../store/display";
import { Button } from "../../ui/Button";
import { PickerMenu } from "../../ui/PickerMenu";
import { Popover } from "../../ui/Popover";
import css from "./project.module.css";
import { useFilterItems } from "./use-filter-items";

/** All filters in one list that can be searched. */
export function FilterMenu({ project }: { project: Project }): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const items = useFilterItems(project);
  useActions([
    {
      id: "filter",
      name: "Filter tasks…",
      group: "View",
      keys: ["f"],
      icon: "filter",
      run: () => setOpen(true),
    },
  ]);
  const pick = (id: string): void => {
    const item = items.find((each) => each.id === id);
    if (item !== undefined) setDisplay({ filter: item.turned });
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Filter"
      align="end"
      className={css.filter}
      trigger={
        <Button variant="ghost" icon="filter">
          Filter
        </Button>
      }
    >
      <PickerMenu
        label="Filter by…"
        multiple
        items={items.map(({ id, section, name, icon, on }) => ({
          id,
          section,
          name,
          icon,
          also: section,
          chosen: on ? "all" : "none",
        }))}
        onPick={pick}
      />
    </Popover>
  );
}
