import { Skeleton } from "../ui/Skeleton";
import css from "./Loading.module.css";

interface Props {
  /** What is coming. */
  label: string;
}

/** Rows that are about to stand here. */
export function Loading({ label }: Props) {
  return (
    <div className={css.rows} role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: 4 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have nothing else
        <Skeleton key={row} width={`${72 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  );
}
