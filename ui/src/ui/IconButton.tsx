import { Button as Base } from "@base-ui/react/button";
import type { ComponentProps } from "react";
import { classes } from "./classes";
import { Icon, type IconName } from "./Icon";
import css from "./icon-button.module.css";
import { Tooltip } from "./Tooltip";

interface Props extends Omit<ComponentProps<"button">, "className"> {
  icon: IconName;
  /** What it does: its accessible name, and its tooltip. */
  label: string;
  /** Shown in the tooltip: keys as in `Kbd`. */
  shortcut?: string | undefined;
  size?: "sm" | "md" | undefined;
  className?: string | undefined;
}

export function IconButton({
  icon,
  label,
  shortcut,
  size = "md",
  type = "button",
  className,
  ...rest
}: Props) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <Base
        {...rest}
        type={type}
        aria-label={label}
        className={classes(css.button, size === "sm" && css.sm, className)}
      >
        <Icon name={icon} />
      </Base>
    </Tooltip>
  );
}
