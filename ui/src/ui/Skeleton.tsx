import css from "./skeleton.module.css";

interface Props {
  width?: number | string | undefined;
  height?: number | undefined;
}

/** Where something is about to stand. Nothing moves: it is there for a moment only. */
export function Skeleton({ width = "100%", height = 12 }: Props) {
  return <span aria-hidden="true" className={css.skeleton} style={{ width, height }} />;
}
