/** An import's report as text, for a mail or a ticket. */
import type { ImportReport } from "../../backend/types";
import { counted, grouped } from "../../parts/numbers";

/** `12 created, 3 updated, 1 row refused`: of each what there is. */
export function summary(report: ImportReport): string {
  const parts = [
    { count: report.created, words: `${grouped(report.created)} created` },
    { count: report.updated, words: `${grouped(report.updated)} updated` },
    { count: report.unchanged, words: `${grouped(report.unchanged)} unchanged` },
    { count: report.skipped.length, words: `${grouped(report.skipped.length)} in the bin` },
    { count: report.refused.length, words: `${counted(report.refused.length, "row")} refused` },
  ];
  const told = parts.filter(({ count }) => count > 0).map(({ words }) => words);
  return told.length === 0 ? "nothing" : told.join(", ");
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
