import { classes } from "./classes";
import css from "./status-dot.module.css";

interface Props {
  tone: "neutral" | "accent" | "warning" | "danger" | "ok";
}

/** A dot beside words that say the same. */
export function StatusDot({ tone }: Props) {
  return <span aria-hidden="true" className={classes(css.dot, css[tone])} />;
}
