import type { Uuid } from "../../backend/types";
import { usePeople, usePresence } from "../../store/hooks";
import css from "./presence.module.css";

/** A dot while somebody else looks at a task. */
export function PresenceDots({ task }: { task: Uuid }): React.JSX.Element | null {
  const there = usePresence(task);
  const people = usePeople();
  if (there.length === 0) return null;
  const names = there.map(({ user }) => people.get(user)?.name ?? "Somebody");
  const words = `${[...new Set(names)].join(", ")} ${names.length === 1 ? "is" : "are"} looking at this`;
  return <span className={css.dot} role="img" aria-label={words} title={words} />;
}
