import { Progress as Base } from "@base-ui/react/progress";
import css from "./progress.module.css";

interface Props {
  /** Null: nobody knows how far it is. */
  value: number | null;
  max?: number | undefined;
  label: string;
}

export function Progress({ value, max = 100, label }: Props) {
  return (
    <Base.Root value={value} max={max} aria-label={label} className={css.progress}>
      <Base.Track className={css.track}>
        <Base.Indicator className={css.bar} />
      </Base.Track>
    </Base.Root>
  );
}
