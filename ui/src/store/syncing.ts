/** Synchronisation as far as people steer it, and the work that a relay refused. */
import { door } from "../backend/door";
import type { RefusedWork } from "../backend/types";
import { takeDelta } from "./open";
import { session } from "./session";

export async function setOffline(offline: boolean): Promise<void> {
  session.setState({ sync: await door.setOffline(offline) });
}

export function syncNow(): Promise<void> {
  return door.syncNow();
}

/** The newest first. */
export async function fetchRefused(): Promise<RefusedWork[]> {
  const all = await door.refused();
  return all.sort((a, b) => b.at - a.at || b.number - a.number);
}

export async function retryRefused(number: number): Promise<void> {
  const { delta } = await door.retryRefused(number);
  takeDelta(delta);
}

export function discardRefused(number: number): Promise<void> {
  return door.discardRefused(number);
}
