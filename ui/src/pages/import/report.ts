/** An import's report as text, for a mail or a ticket. */
import type { ImportReport } from "../../backend/types";
import { counted, grouped } from "../../parts/numbers";

/** `12 created, 3 updated, 1 unchanged`, with what was left out. */
export function summary(report: ImportReport): string {
  const parts = [
    `${grouped(report.created)} created`,
    `${grouped(report.updated)} updated`,
    `${grouped(report.unchanged)} unchanged`,
  ];
  if (report.skipped.length > 0) parts.push(`${grouped(report.skipped.length)} in the bin`);
  if (report.refused.length > 0) parts.push(`${counted(report.refused.length, "row")} refused`);
  return parts.join(", ");
}

/** Tab-separated, so that it can be pasted into a spreadsheet. */
export function refusedText({ refused }: ImportReport): string {
  const rows = refused.map(({ line, id, reason }) => [String(line), id ?? "", reason]);
  return table([["Line", "Id", "Reason"], ...rows]);
}

export function skippedText({ skipped }: ImportReport): string {
  return table([["Line", "Id"], ...skipped.map(({ line, id }) => [String(line), id])]);
}

function table(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t"))
    .join("\n");
}
