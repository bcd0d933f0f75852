import type { ReactNode } from "react";
import css from "./banner.module.css";
import { classes } from "./classes";
import { Icon } from "./Icon";

interface Props {
  tone: "info" | "warning" | "danger" | "ok";
  /** Buttons at its end. */
  action?: ReactNode;
  children: ReactNode;
}

const icons = { info: "info", warning: "warning", danger: "alert", ok: "check-circle" } as const;

/** Something about the whole pane that stays until it is no longer true. */
export function Banner({ tone, action, children }: Props) {
  return (
    <div className={classes(css.banner, css[tone])} role={tone === "danger" ? "alert" : undefined}>
      <Icon name={icons[tone]} className={css.icon} />
      <div className={css.words}>{children}</div>
      {action}
    </div>
  );
}
