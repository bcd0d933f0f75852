import { useState } from "react";
import type { Uuid } from "../../backend/types";
import { act } from "../../store/acts";
import { Button } from "../../ui/Button";
import { PickerMenu } from "../../ui/PickerMenu";
import { Popover } from "../../ui/Popover";
import { type RelationSide, relationSides } from "./relation-sides";
import { TaskFinder } from "./TaskFinder";
import css from "./task.module.css";
import { useScene } from "./use-scene";

/** First what it is to the other task, then which task. */
export function AddRelation(): React.JSX.Element {
  const { task, detail } = useScene();
  const [open, setOpen] = useState(false);
  const [side, setSide] = useState<RelationSide | null>(null);
  const related = detail?.relations.map((each) => each.task.id) ?? [];
  const toggle = (wanted: boolean): void => {
    setOpen(wanted);
    setSide(null);
  };
  return (
    <Popover
      open={open}
      onOpenChange={toggle}
      label="Add a relation"
      align="end"
      className={css.finder}
      trigger={
        <Button size="sm" variant="ghost" icon="plus">
          Add relation
        </Button>
      }
    >
      {side === null ? (
        <PickerMenu
          label="This task…"
          items={relationSides.map(({ id, name }) => ({ id, name }))}
          onPick={(id) => setSide(relationSides.find((each) => each.id === id) ?? null)}
        />
      ) : (
        <TaskFinder
          label={`${side.name}…`}
          except={[task, ...related]}
          onPick={(other) => {
            toggle(false);
            add(task, side, other);
          }}
        />
      )}
    </Popover>
  );
}

function add(task: Uuid, { kind, inverse }: RelationSide, other: Uuid): void {
  const [holder, held] = inverse ? [other, task] : [task, other];
  void act([holder], { type: "add_relation", kind, task: held });
}
