/**
 * Whether it is safe, in words. Everything here is derived from `SyncView` alone, and that from
 * what is durable: a line may leave something out, but may never say more than is so.
 */
import type { SyncView, Uuid } from "../../backend/types";
import { counted, grouped } from "../numbers";

type Tone = "ok" | "quiet" | "busy" | "attention";
export type SyncIcon = "synced" | "local" | "offline" | "busy" | "waiting" | "attention";

export interface SyncLine {
  text: string;
  tone: Tone;
  icon: SyncIcon;
}

/** The one line at the foot of the sidebar. `nameOf` gives a project's name, if it is known yet. */
export function syncLine(view: SyncView, nameOf: (project: Uuid) => string | undefined): SyncLine {
  if (view.refused > 0) {
    return line([`${grouped(view.refused)} refused`, rest(view)], "attention", "attention");
  }
  switch (view.link) {
    case "local":
      return view.waiting > 0
        ? line([changesWaiting(view.waiting)], "quiet", "waiting")
        : line(["Saved on this machine"], "quiet", "local");
    case "signed_out":
      return line(["Signed out", shortWaiting(view)], "attention", "offline");
    case "offline_on_purpose":
      return line(["Offline on purpose", shortWaiting(view)], "quiet", "offline");
    case "connecting":
      return line(["Connecting", shortWaiting(view)], "busy", "busy");
    case "unreachable":
      return line(["Offline", shortWaiting(view)], "quiet", "offline");
    case "problem":
      return line(["Sync stopped", shortWaiting(view)], "attention", "attention");
    case "online":
      return onlineLine(view, nameOf);
  }
}

function onlineLine(view: SyncView, nameOf: (project: Uuid) => string | undefined): SyncLine {
  const fetched = fetchedLine(view, nameOf);
  if (fetched !== null) return line([fetched, shortWaiting(view)], "busy", "busy");
  if (view.waiting > 0) {
    const isBusy = view.held_up < view.waiting;
    return line([changesWaiting(view.waiting)], isBusy ? "busy" : "attention", "waiting");
  }
  if (view.diverging > 0) {
    return line([`Mending ${counted(view.diverging, "document")}`], "busy", "busy");
  }
  // What lives on this machine alone is on no relay: that is not "synced", and never will be.
  if (view.local > 0)
    return line(["Nothing waiting", `${grouped(view.local)} local`], "quiet", "local");
  if (!view.synced) return line(["Syncing"], "busy", "busy");
  return line(["All synced"], "ok", "synced");
}

function fetchedLine(
  { fetching }: SyncView,
  nameOf: (project: Uuid) => string | undefined,
): string | null {
  const [first] = fetching;
  if (first === undefined) return null;
  const documents = fetching.reduce((sum, stream) => sum + stream.documents, 0);
  const what =
    fetching.length > 1
      ? `${grouped(fetching.length)} projects`
      : (nameOf(first.project) ?? "a project");
  return documents === 0
    ? `Fetching ${what}`
    : `Fetching ${what} · ${counted(documents, "document")}`;
}

/** What else is true while something was refused. */
function rest(view: SyncView): string | null {
  const link = linkWord[view.link];
  const parts = [shortWaiting(view), link].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" · ");
}

const linkWord: Record<SyncView["link"], string | null> = {
  local: null,
  online: null,
  signed_out: "signed out",
  offline_on_purpose: "offline",
  connecting: "connecting",
  unreachable: "offline",
  problem: "sync stopped",
};

function shortWaiting({ waiting }: SyncView): string | null {
  return waiting > 0 ? `${grouped(waiting)} waiting` : null;
}

function changesWaiting(waiting: number): string {
  return `${counted(waiting, "change")} waiting`;
}

function line(parts: (string | null)[], tone: Tone, icon: SyncIcon): SyncLine {
  return { text: parts.filter((part) => part !== null).join(" · "), tone, icon };
}

/** The popover's answer to "is it safe?": a heading, and what follows from it. */
export interface SyncAnswer {
  title: string;
  body: string;
}

export function syncAnswer(view: SyncView): SyncAnswer {
  const kept =
    view.waiting > 0
      ? `${counted(view.waiting, "change")} ${view.waiting === 1 ? "is" : "are"} saved on this machine and not yet on the relay.`
      : "Nothing of yours is waiting.";
  switch (view.link) {
    case "local":
      return {
        title: "Saved on this machine",
        body: "Everything is on this disk and nowhere else. Share it with a team to keep a copy on a relay.",
      };
    case "signed_out":
      return { title: "Signed out", body: `${kept} Sign in to sync again.` };
    case "offline_on_purpose":
      return { title: "Offline on purpose", body: `${kept} Nothing is sent until you go online.` };
    case "connecting":
      return { title: "Connecting to the relay", body: kept };
    case "unreachable":
      return {
        title: "The relay cannot be reached",
        body: `${kept} Aloft tries again by itself.`,
      };
    case "problem":
      return { title: "Sync stopped", body: kept };
    case "online":
      return onlineAnswer(view, kept);
  }
}

function onlineAnswer(view: SyncView, kept: string): SyncAnswer {
  if (view.fetching.length > 0) {
    return { title: "Fetching projects", body: `${kept} You can work meanwhile.` };
  }
  if (view.held_up > 0) {
    return {
      title: "Waiting for what the relay lost",
      body: `${kept} The relay does not have what ${buildOn(view)} on. Aloft sends ${view.waiting === 1 ? "it" : "them"} once the relay has that again.`,
    };
  }
  if (view.waiting > 0) return { title: "Sending changes", body: kept };
  if (view.refused > 0) {
    return {
      title: `${counted(view.refused, "change")} refused`,
      body: "They are kept on this machine until you decide. Nothing else of yours waits.",
    };
  }
  if (view.diverging > 0) {
    return { title: "Mending", body: `${kept} Some documents differed and are fetched again.` };
  }
  if (view.local > 0) {
    return {
      title: "Nothing waits",
      body: `What you share is on the relay. ${counted(view.local, "change")} ${view.local === 1 ? "lives" : "live"} on this machine alone.`,
    };
  }
  if (!view.synced) return { title: "Syncing", body: `${kept} Reading what others did.` };
  return {
    title: "All synced",
    body: "What you did is on the relay, and what others did is here.",
  };
}

function buildOn({ waiting, held_up }: SyncView): string {
  if (held_up < waiting) return `${grouped(held_up)} of them ${held_up === 1 ? "builds" : "build"}`;
  return waiting === 1 ? "it builds" : "they build";
}
