/** Where a new project can live. */
import type { Organisation, Uuid } from "../../backend/types";

/** The organisation of this machine, which is made when there is none. */
export const local = "local";
export const newOrganisation = "new";

/** Guests read and comment; they make no projects. */
function mayCreate({ role, relay }: Organisation): boolean {
  return relay === null || (role !== null && role !== "guest");
}

export function choicesOf(
  organisations: readonly Organisation[],
  relay: string | null,
): { value: string; label: string }[] {
  const known = organisations.filter(mayCreate).map(({ id, name, relay: home }) => ({
    value: id,
    label: home === null ? `${name} (this machine only)` : name,
  }));
  const hasLocal = organisations.some((org) => org.relay === null);
  return [
    ...known,
    ...(hasLocal ? [] : [{ value: local, label: "This machine only" }]),
    ...(relay === null ? [] : [{ value: newOrganisation, label: "New organisation" }]),
  ];
}

/** Who signed in before there was any organisation most likely wants one for a team. */
export function firstChoice(
  organisations: readonly Organisation[],
  relay: string | null,
  asked: Uuid | null,
): string {
  const able = organisations.filter(mayCreate);
  return (
    (able.find(({ id }) => id === asked) ?? able[0])?.id ??
    (relay === null ? local : newOrganisation)
  );
}
