import type { ReactNode } from "react";
import css from "./badge.module.css";
import { classes } from "./classes";

interface Props {
  tone?: "neutral" | "accent" | "warning" | "danger" | "ok" | undefined;
  children: ReactNode;
}

/** A word or a number that says how something is. */
export function Badge({ tone = "neutral", children }: Props) {
  return <span className={classes(css.badge, css[tone])}>{children}</span>;
}
