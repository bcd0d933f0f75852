/** People by any of their ids: documents hold ids that a person had before they had an account. */
import type { Me, Member, Uuid, Workspace } from "../backend/types";

export interface Person {
  user: Uuid;
  name: string;
  /** This window's own person. */
  isMe: boolean;
}

export type People = ReadonlyMap<Uuid, Person>;

export const nobody: People = new Map();

export function peopleOf(workspace: Workspace, me: Me): People {
  const people = new Map<Uuid, Person>();
  const mine = new Set([me.user, ...me.identities]);
  for (const { members } of workspace.organisations) {
    for (const member of members) {
      const person = personOf(member, mine);
      for (const id of [member.user, ...member.identities]) people.set(id, person);
    }
  }
  const myself = [...mine].map((id) => people.get(id)).find((person) => person !== undefined) ?? {
    user: me.user,
    name: me.account?.name ?? "You",
    isMe: true,
  };
  for (const id of mine) people.set(id, myself);
  return people;
}

function personOf(member: Member, mine: ReadonlySet<Uuid>): Person {
  const isMe = [member.user, ...member.identities].some((id) => mine.has(id));
  return { user: member.user, name: member.name, isMe };
}
