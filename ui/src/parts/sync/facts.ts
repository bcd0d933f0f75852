/** What the popover lists: one fact a line, only those that say something. */
import type { Me, SyncView, Timestamp } from "../../backend/types";
import { ago, exact } from "../ago";
import { counted, grouped } from "../numbers";

export interface Fact {
  label: string;
  value: string;
  /** Said in full where the value is short. */
  title?: string;
  tone?: "attention";
  /** Where it leads. */
  to?: "refused";
}

export function syncFacts(view: SyncView, me: Me, now: number): Fact[] {
  const facts: Fact[] = [];
  if (view.link !== "local") {
    facts.push(moment("Synced to", view.synced_to, now));
    facts.push(moment("Last contact", view.last_contact, now));
    facts.push({ label: "Waiting to be sent", value: grouped(view.waiting) });
  }
  if (view.refused > 0) {
    facts.push({
      label: "Refused",
      value: grouped(view.refused),
      tone: "attention",
      to: "refused",
    });
  }
  if (view.local > 0) {
    facts.push({ label: "On this machine alone", value: counted(view.local, "change") });
  }
  if (view.diverging > 0) {
    facts.push({ label: "Mending", value: counted(view.diverging, "document") });
  }
  const relay = me.account?.relay ?? (view.link === "local" ? null : me.last_relay);
  if (relay !== null) facts.push({ label: "Relay", value: relay.replace(/^https:\/\//, "") });
  return facts;
}

function moment(label: string, at: Timestamp | null, now: number): Fact {
  return at === null ? { label, value: "Never" } : { label, value: ago(at, now), title: exact(at) };
}

/** What can be done from the popover now. */
export interface SyncActions {
  tryNow: boolean;
  offlineSwitch: boolean;
  signIn: boolean;
  share: boolean;
}

export function syncActions({ link }: SyncView): SyncActions {
  const hasRelay = link !== "local" && link !== "signed_out";
  return {
    tryNow: hasRelay && link !== "offline_on_purpose",
    offlineSwitch: hasRelay,
    signIn: link === "signed_out",
    share: link === "local",
  };
}
