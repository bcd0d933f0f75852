import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { classes } from "./classes";
import css from "./input.module.css";

interface Props extends Omit<ComponentProps<"textarea">, "className"> {
  className?: string | undefined;
}

/** Text of several lines. */
export function TextArea({ className, ...rest }: Props) {
  return <Field.Control render={<textarea {...rest} className={classes(css.area, className)} />} />;
}
