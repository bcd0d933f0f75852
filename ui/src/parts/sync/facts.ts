/** What the popover lists: one fact a line, only those that say something. */
import type { Me, SyncView } from "../../backend/types";
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
    facts.push(
      view.last_contact === null
        ? { label: "Last contact", value: "Never" }
        : {
            label: "Last contact",
            value: ago(view.last_contact, now),
            title: exact(view.last_contact),
          },
    );
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
