import type { PickerKind } from "../../parts/pickers/spec";
import { ConflictMark } from "./ConflictMark";
import css from "./properties.module.css";

interface Props {
  name: string;
  /** Its path among the conflicts. */
  field?: string;
  /** The key of this picker opens beside it. */
  does?: PickerKind;
  /** Too long for half of the panel. */
  wide?: boolean;
  children: React.ReactNode;
}

/** A name and a value that can be changed in its place. */
export function Property({ name, field, does, wide, children }: Props): React.JSX.Element {
  return (
    <div className={css.property} data-wide={wide || undefined}>
      <span className={css.name} title={name}>
        {name}
      </span>
      <span className={css.value} data-does={does}>
        {children}
      </span>
      {field !== undefined && <ConflictMark field={field} />}
    </div>
  );
}

/** What a property without a value says. */
export function Empty({ children = "None" }: { children?: React.ReactNode }): React.JSX.Element {
  return <span className={css.empty}>{children}</span>;
}

/** A value that may be longer than its place. */
export function Cut({ children }: { children: string }): React.JSX.Element {
  return (
    <span className={css.cut} title={children}>
      {children}
    </span>
  );
}
