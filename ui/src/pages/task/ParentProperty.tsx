import { useState } from "react";
import { act } from "../../store/acts";
import { lines } from "../../store/open";
import { Popover } from "../../ui/Popover";
import { Cut, Empty, Property } from "./Property";
import css from "./properties.module.css";
import { TaskFinder } from "./TaskFinder";
import task from "./task.module.css";
import { useScene } from "./use-scene";

/** The task that this one is a part of. */
export function ParentProperty(): React.JSX.Element {
  const { task: id, line, detail } = useScene();
  const [open, setOpen] = useState(false);
  const parent =
    line.parent === undefined ? undefined : (lines.get(line.parent) ?? detail?.parent ?? undefined);
  const words = parent === undefined ? "None" : `${parent.key} ${parent.title}`;
  const pick = (picked: string): void => {
    setOpen(false);
    void act([id], { type: "set_parent", parent: picked === "" ? null : picked });
  };
  return (
    <Property name="Parent" field="parent">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label="Parent"
        className={task.finder}
        trigger={
          <button type="button" className={css.button} aria-label={`Parent: ${words}`}>
            {parent === undefined ? <Empty /> : <Cut>{words}</Cut>}
          </button>
        }
      >
        <TaskFinder
          label="Find the parent…"
          except={[id, ...(detail?.children.map((child) => child.id) ?? [])]}
          more={line.parent === undefined ? [] : [{ id: "", name: "Remove from the parent" }]}
          onPick={pick}
        />
      </Popover>
    </Property>
  );
}
