/** Roles in an organisation, and who may give which. The relay decides; this is what it would say. */
import type { Role, SyncView } from "../../backend/types";

export const roleNames: Record<string, string> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  guest: "Guest",
};

const roleHints: Record<Role, string> = {
  owner: "Everything, also other owners.",
  admin: "Everything but owners.",
  member: "Projects and tasks.",
  guest: "Reads and comments.",
};

const ranks: readonly Role[] = ["owner", "admin", "member", "guest"];

export function canAdd(own: Role | null): boolean {
  return own === "owner" || own === "admin";
}

/** Nobody gives more than they have. */
export function rolesToGive(own: Role): { value: Role; label: string; hint: string }[] {
  return ranks
    .slice(ranks.indexOf(own))
    .map((value) => ({ value, label: roleNames[value] ?? value, hint: roleHints[value] }));
}

/** Adding somebody needs the relay at once: they have to be known there. */
export function whyNobodyCanBeAdded(own: Role | null, link: SyncView["link"]): string | null {
  if (own === null) return "You are not a member any more. What was here before stays readable.";
  if (!canAdd(own)) return "Owners and admins can add people.";
  switch (link) {
    case "signed_out":
      return "You are signed out. Sign in to add people.";
    case "offline_on_purpose":
      return "You are offline on purpose. Go online to add people.";
    case "unreachable":
      return "The relay cannot be reached. People can be added when it can.";
    default:
      return null;
  }
}

/** What the relay said, with what helps. */
export function refusalWords(code: string, words: string, email: string): string {
  switch (code) {
    case "no_such_account":
      return `Nobody with the address ${email} has an account on this relay. Ask them to sign up there, then add them.`;
    case "forbidden":
      return "The relay did not allow it. Your role may have changed.";
    case "last_owner":
      return "They are the only owner. Make somebody else an owner first.";
    case "unreachable":
      return "The relay cannot be reached. Nobody was added.";
    default:
      return words;
  }
}
