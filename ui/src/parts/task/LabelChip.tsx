import type { Label } from "../../backend/types";
import { LabelDot } from "./LabelDot";
import css from "./label.module.css";

export interface LabelChipProps {
  label: Label;
  /** Where there is no room for its name, which is read out and in the tooltip all the same. */
  isBare?: boolean;
}

/** A label by name and colour. */
export function LabelChip({ label, isBare = false }: LabelChipProps): React.JSX.Element {
  return (
    <span className={css.chip} title={label.name} data-bare={isBare || undefined}>
      <LabelDot color={label.color} />
      <span className={css.name} data-name="">
        {label.name}
      </span>
    </span>
  );
}
