import type { Me } from "../../backend/types";
import { counted } from "../../parts/numbers";

export const tokenWords: Record<Me["tokens_in"], string> = {
  keychain: "Kept in this system’s keychain.",
  file: "Kept in a file in Aloft’s folder that only you can read, because this system has no keychain.",
};

/** What happens to the work when somebody signs out. */
export function signOutWords(waiting: number): string {
  const projects = "Your projects stay on this machine and can be worked on.";
  if (waiting === 0) return `${projects} Nothing is synced until you sign in again.`;
  const they = waiting === 1 ? "it is" : "they are";
  return `${projects} ${counted(waiting, "change")} ${waiting === 1 ? "is" : "are"} not on the relay yet; ${they} kept here and sent when you sign in again.`;
}
