import css from "./avatar.module.css";
import { classes } from "./classes";

interface Props {
  /** Whose; read out. */
  name: string;
  /** From 0 to 359: what tells people apart beside their initials. From the name, unless given. */
  hue?: number | undefined;
  size?: "sm" | "md" | "lg" | undefined;
}

/** A person as a disc with initials. */
export function Avatar({ name, hue = hueOf(name), size = "sm" }: Props) {
  return (
    <span
      role="img"
      aria-label={name}
      title={name}
      className={classes(css.avatar, css[size])}
      style={{ "--hue": hue } as React.CSSProperties}
    >
      <span aria-hidden="true">{initials(name)}</span>
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 3600;
  return sum % 360;
}
