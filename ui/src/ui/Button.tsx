import { Button as Base } from "@base-ui/react/button";
import type { ComponentProps } from "react";
import css from "./button.module.css";
import { classes } from "./classes";
import { Icon, type IconName } from "./Icon";
import { Spinner } from "./Spinner";

interface Props extends Omit<ComponentProps<"button">, "className"> {
  variant?: "primary" | "secondary" | "ghost" | "danger" | undefined;
  size?: "sm" | "md" | "lg" | undefined;
  icon?: IconName | undefined;
  /** Something that was asked for is under way: shown, and not asked for twice. */
  busy?: boolean | undefined;
  className?: string | undefined;
}

export function Button({
  variant = "secondary",
  size = "md",
  icon,
  busy = false,
  disabled = false,
  type = "button",
  className,
  children,
  ...rest
}: Props) {
  return (
    <Base
      {...rest}
      type={type}
      disabled={disabled || busy}
      focusableWhenDisabled={busy}
      aria-busy={busy || undefined}
      className={classes(css.button, css[variant], css[size], className)}
    >
      {busy ? <Spinner /> : icon !== undefined && <Icon name={icon} />}
      {children}
    </Base>
  );
}
