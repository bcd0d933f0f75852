/** How far an organisation's way to the relay is, in words that are true. */
import type { SyncView } from "../../backend/types";
import { counted } from "../../parts/numbers";

export interface HandoverWords {
  tone: "info" | "warning" | "ok";
  text: string;
}

export function handoverWords(view: SyncView): HandoverWords {
  const { link, waiting, refused, synced, local } = view;
  // Another organisation may live on this machine alone, and then "synced" is never said.
  const isRead = synced || local > 0;
  if (link === "online" && waiting === 0 && refused === 0 && isRead) {
    return { tone: "ok", text: "Everything is on the relay. Nothing was lost on the way." };
  }
  if (refused > 0 && waiting === 0) {
    return {
      tone: "warning",
      text: "The relay did not take everything. What it refused is kept here.",
    };
  }
  const sent = waiting > 0 ? `${counted(waiting, "change")} will be sent` : "What others did comes";
  switch (link) {
    case "online":
    case "connecting":
      return {
        tone: "info",
        text: waiting > 0 ? "Sending. You can go on working." : "Reading what the relay has.",
      };
    case "offline_on_purpose":
      return { tone: "info", text: `${sent} when you go online.` };
    case "signed_out":
      return { tone: "warning", text: `${sent} when you are signed in.` };
    default:
      return {
        tone: "warning",
        text: `The relay cannot be reached. ${sent} when it can. All of it is safe on this machine.`,
      };
  }
}
