/** Refused work as text, so that it can be kept outside of Aloft. */
import type { RefusedWork } from "../../backend/types";
import { exact } from "../../parts/ago";

export function textOf(work: RefusedWork): string {
  const lines = [
    work.subject,
    `What you did: ${work.intent} (${exact(work.at)})`,
    `Why it was refused: ${work.words} (${work.code})`,
  ];
  if (work.text !== null) lines.push("", work.text);
  return lines.join("\n");
}

export function textOfAll(all: readonly RefusedWork[]): string {
  return all.map(textOf).join("\n\n---\n\n");
}
