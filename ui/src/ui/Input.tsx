import { Input as Base } from "@base-ui/react/input";
import type { ComponentProps } from "react";
import { classes } from "./classes";
import css from "./input.module.css";

interface Props extends Omit<ComponentProps<"input">, "className" | "size" | "defaultValue"> {
  size?: "sm" | "md" | "lg" | undefined;
  className?: string | undefined;
}

export function Input({ size = "md", className, ...rest }: Props) {
  return <Base {...rest} className={classes(css.input, css[size], className)} />;
}
