import type { ComponentProps, ReactNode } from "react";
import css from "./chip.module.css";
import { classes } from "./classes";
import { Icon, type IconName } from "./Icon";

interface Props extends Omit<ComponentProps<"button">, "className"> {
  icon?: IconName | undefined;
  /** Instead of an icon: a dot, a face. */
  start?: ReactNode;
  /** It holds a value; else it offers one. */
  filled?: boolean | undefined;
  /** Takes the value away. */
  onRemove?: (() => void) | undefined;
  removeLabel?: string | undefined;
  className?: string | undefined;
}

/** A value in a form or a filter, as a small button. */
export function Chip({
  icon,
  start,
  filled = false,
  onRemove,
  removeLabel = "Remove",
  className,
  children,
  ...rest
}: Props) {
  return (
    <span className={classes(css.chip, filled && css.filled, className)}>
      <button type="button" {...rest} className={css.main}>
        {icon !== undefined && <Icon name={icon} />}
        {start}
        <span className={css.text}>{children}</span>
      </button>
      {onRemove !== undefined && (
        <button type="button" className={css.remove} aria-label={removeLabel} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
