/** The fake's relay: accounts, organisations that join, and how the connection is. */
import type { Door } from "../door";
import { Failure } from "../failure";
import type { Workspace } from "../types";
import type { Memory } from "./memory";
import { idOf } from "./seed";

/** How the window finds its connection. */
export const scenes = [
  "synced",
  "local",
  "signed_out",
  "offline",
  "unreachable",
  "waiting",
  "held_up",
  "refused",
  "fetching",
] as const;
export type Scene = (typeof scenes)[number];

/** Who has an account on the fake's relay. */
const accounts = new Map([
  ["mira@halo.example", "Mira Holm"],
  ["lena@halo.example", "Lena Duarte"],
]);

type Part = Pick<
  Door,
  | "syncStatus"
  | "setOffline"
  | "syncNow"
  | "signUp"
  | "signIn"
  | "signOut"
  | "joinRelay"
  | "addMember"
>;

export function account(memory: Memory, workspaceOf: (memory: Memory) => Workspace): Part {
  const told = () => {
    memory.emit("sync", memory.sync());
    return memory.me;
  };
  const signedIn = (relay: string, email: string, name: string) => {
    if (relay.includes("nowhere")) throw new Failure("unreachable", "The relay does not answer.");
    const user = memory.me.user;
    memory.me = { ...memory.me, account: { id: user, name, email, relay }, last_relay: relay };
    return told();
  };
  return {
    syncStatus: async () => memory.sync(),
    setOffline: async (offline) => {
      memory.offline = offline;
      told();
      return memory.sync();
    },
    syncNow: async () => void told(),
    signUp: async ({ relay, email, name }) => {
      if (accounts.has(email)) throw new Failure("email_taken", "This address has an account.");
      return signedIn(relay, email, name);
    },
    signIn: async ({ relay, email }) => {
      const name = accounts.get(email);
      if (name === undefined) throw new Failure("invalid_credentials", "No such account.");
      return signedIn(relay, email, name);
    },
    signOut: async () => {
      memory.me = { ...memory.me, account: null };
      return told();
    },
    joinRelay: async (_, name) => {
      if (memory.me.account === null) throw new Failure("not_signed_in", "Sign in first.");
      memory.orgName = name;
      memory.orgRelay = memory.me.account.relay;
      memory.send(12);
      return workspaceOf(memory);
    },
    addMember: async (_, email, role) => {
      const name = accounts.get(email);
      if (name === undefined) {
        throw new Failure("no_such_account", "Nobody with this address has an account.");
      }
      const user = idOf(1, 100 + memory.people.length);
      memory.people = [...memory.people, { user, name, role, identities: [] }];
      return workspaceOf(memory);
    },
  };
}
