import { useState } from "react";
import { setDisplay } from "../../store/display";
import { groupings } from "../../store/grouping";
import { useDisplay } from "../../store/hooks";
import { sorts } from "../../store/order";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Popover } from "../../ui/Popover";
import { Select } from "../../ui/Select";
import css from "./project.module.css";

const groupingNames: Record<(typeof groupings)[number], string> = {
  state: "State",
  assignee: "Assignee",
  priority: "Priority",
  label: "Label",
  none: "No groups",
};

const sortNames: Record<(typeof sorts)[number], string> = {
  order: "By hand",
  priority: "Priority",
  due: "Due date",
  updated: "Last change",
  created: "Newest",
  title: "Title",
  number: "Number",
};

/** Grouping and order: kept for each project, on this machine. */
export function DisplayMenu(): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const { grouping, sort, collapsed } = useDisplay();
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Display"
      align="end"
      trigger={
        <Button variant="ghost" icon="sliders">
          Display
        </Button>
      }
    >
      <div className={css.display}>
        <Field label="Group by">
          <Select
            value={grouping}
            onChange={(next) => setDisplay({ grouping: next })}
            options={groupings.map((value) => ({ value, label: groupingNames[value] }))}
          />
        </Field>
        <Field label="Order">
          <Select
            value={sort}
            onChange={(next) => setDisplay({ sort: next })}
            options={sorts.map((value) => ({ value, label: sortNames[value] }))}
          />
        </Field>
        {collapsed.size > 0 && (
          <Button size="sm" onClick={() => setDisplay({ collapsed: new Set() })}>
            Open all groups
          </Button>
        )}
      </div>
    </Popover>
  );
}
