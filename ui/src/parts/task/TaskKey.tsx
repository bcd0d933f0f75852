import css from "./key.module.css";

/** `LAMP-12`. A key with a tilde is this machine's own until the relay has given a number. */
export function TaskKey({ value }: { value: string }): React.JSX.Element {
  const provisional = value.includes("~");
  return (
    <span
      className={css.key}
      data-provisional={provisional || undefined}
      title={provisional ? "The relay gives the number with the next sync" : undefined}
    >
      {value}
    </span>
  );
}
