import { useDeferredValue } from "react";
import { useStore } from "zustand";
import { grouped } from "../../parts/numbers";
import { openPicker } from "../../parts/pickers/open-picker";
import { act } from "../../store/acts";
import { clearSelection, selection, targets } from "../../store/selection";
import { IconButton } from "../../ui/IconButton";
import css from "./selection-bar.module.css";
import { pickers } from "./use-task-actions";

/** While tasks are selected: how many, also when they are out of sight, and what is done to all. */
export function SelectionBar(): React.JSX.Element | null {
  // The frame that selects a row draws the row; this comes in the next one.
  const count = useDeferredValue(useStore(selection, ({ selected }) => selected.size));
  if (count === 0) return null;
  return (
    <div className={css.bar} role="toolbar" aria-label="Selected tasks">
      <span className={css.count}>{grouped(count)} selected</span>
      {pickers.map(({ kind, key, name, icon }) => (
        <IconButton
          key={kind}
          icon={icon}
          label={name}
          shortcut={key}
          onClick={({ currentTarget }) => openPicker(kind, targets(), currentTarget)}
        />
      ))}
      <IconButton
        icon="trash"
        label="Delete"
        shortcut="delete"
        onClick={() => void act(targets(), { type: "delete" })}
      />
      <span className={css.line} aria-hidden="true" />
      <IconButton
        icon="close"
        label="Clear the selection"
        shortcut="escape"
        onClick={clearSelection}
      />
    </div>
  );
}
