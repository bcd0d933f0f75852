import type { Label } from "../../backend/types";
import { LabelDot } from "./LabelDot";
import css from "./label.module.css";

/** A label by name and colour. */
export function LabelChip({ label }: { label: Label }): React.JSX.Element {
  return (
    <span className={css.chip} title={label.name}>
      <LabelDot color={label.color} />
      <span className={css.name} data-name="">
        {label.name}
      </span>
    </span>
  );
}
