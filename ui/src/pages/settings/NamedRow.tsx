import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../parts/ConfirmDialog";
import { IconButton } from "../../ui/IconButton";
import { ColorPicker } from "./ColorPicker";
import css from "./NamedRow.module.css";
import { NameInput } from "./NameInput";

interface Props {
  /** What kind of thing it is: `state`. */
  noun: string;
  name: string;
  color?: string;
  onRename: (name: string) => void;
  onRecolor?: (color: string) => void;
  /** None: it is first or last, or the things have no order. */
  onUp?: (() => void) | undefined;
  onDown?: (() => void) | undefined;
  /** None: it has to stay. */
  onRemove?: (() => void) | undefined;
  /** What removing does, in a sentence. */
  removal: string;
  /** More about it, between name and buttons. */
  children?: ReactNode;
  /** What belongs to it, in rows of its own. */
  below?: ReactNode;
}

/** One state, label, field …: everything about it can be changed in its row. */
export function NamedRow({ noun, name, color, removal, children, below, ...on }: Props) {
  const [asking, setAsking] = useState(false);
  const hasOrder = on.onUp !== undefined || on.onDown !== undefined;
  return (
    <li className={css.row}>
      <div className={css.line}>
        {color !== undefined && on.onRecolor !== undefined && (
          <ColorPicker of={name} value={color} onPick={on.onRecolor} />
        )}
        <NameInput
          label={`Name of ${noun} ${name}`}
          className={css.name}
          value={name}
          onChange={on.onRename}
        />
        {children}
        <div className={css.buttons}>
          {hasOrder && (
            <>
              <IconButton
                icon="arrow-up"
                label={`Move ${name} up`}
                disabled={on.onUp === undefined}
                onClick={on.onUp}
              />
              <IconButton
                icon="arrow-down"
                label={`Move ${name} down`}
                disabled={on.onDown === undefined}
                onClick={on.onDown}
              />
            </>
          )}
          <IconButton
            icon="trash"
            label={`Remove ${name}`}
            disabled={on.onRemove === undefined}
            onClick={() => setAsking(true)}
          />
        </div>
      </div>
      {below}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Remove ${noun} “${name}”?`}
        confirm="Remove"
        onConfirm={() => on.onRemove?.()}
      >
        {removal}
      </ConfirmDialog>
    </li>
  );
}
