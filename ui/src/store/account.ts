/** The account and the organisations: what the relay is asked, and what the window knows after. */
import { type Credentials, door } from "../backend/door";
import type { Role, Uuid } from "../backend/types";
import { fetchWorkspace, takeDelta } from "./open";
import { session, setMe, setWorkspace } from "./session";

/** These reject with a `Failure`: the form that asked shows it at its field. */
export async function signUp(account: Credentials & { name: string }): Promise<void> {
  setMe(await door.signUp(account));
  await afterSignIn();
}

export async function signIn(account: Credentials): Promise<void> {
  setMe(await door.signIn(account));
  await afterSignIn();
}

export async function signOut(): Promise<void> {
  setMe(await door.signOut());
  await afterSignIn();
}

/** Makes a local organisation known to the relay of the account. Nothing in it changes its id. */
export async function joinRelay(org: Uuid, name: string): Promise<void> {
  setWorkspace(await door.joinRelay(org, name));
  await askSync();
}

export async function addMember(org: Uuid, email: string, role: Role): Promise<void> {
  setWorkspace(await door.addMember(org, email, role));
}

export async function createOrganisation(name: string): Promise<Uuid> {
  const { id, delta } = await door.createOrganisation(name);
  takeDelta(delta);
  await fetchWorkspace();
  return id;
}

/** `org` null: the organisation of this machine, made if there is none. */
export async function createProject(org: Uuid | null, name: string, key: string): Promise<Uuid> {
  const { id, delta } = await door.createProject({ org, name, key });
  takeDelta(delta);
  // The project is opened next: it must be known by then.
  await fetchWorkspace();
  return id;
}

/** Signing in or out changes what is synced, and whose ids are whose. */
async function afterSignIn(): Promise<void> {
  await Promise.all([fetchWorkspace(), askSync()]);
}

async function askSync(): Promise<void> {
  session.setState({ sync: await door.syncStatus() });
}
