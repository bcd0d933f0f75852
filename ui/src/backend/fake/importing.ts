/** The fake's import: it reads a file as far as a demonstration needs, and takes its time. */
import type { Door } from "../door";
import { Failure } from "../failure";
import type { ImportPreview, ImportReport } from "../types";

type Part = Pick<Door, "importPreview" | "importRun" | "importStop">;

const firstRows = 8;
const batch = 64;

interface Given {
  preview: ImportPreview;
  rows: string[][];
  stopped: boolean;
}

export function importing(pause: () => Promise<void>): Part {
  const given = new Map<string, Given>();
  return {
    importPreview: async ({ name, delimiter, bytes }) => {
      const text = textOf(bytes);
      const separator = delimiter || separatorOf(text);
      const [columns = [], ...cells] = text.split(/\r?\n/).map((row) => row.split(separator));
      const token = `import-${given.size + 1}`;
      const preview: ImportPreview = {
        token,
        file_name: name,
        delimiter: separator,
        columns,
        rows: cells.slice(0, firstRows).map((row) => row.map((cell) => cell.slice(0, 200))),
        row_count: cells.length,
        guess: {
          id: guess(columns, /key|id$/i),
          title: guess(columns, /title|summary/i),
          description: guess(columns, /description|body/i),
          estimate: guess(columns, /point|estimate/i),
        },
      };
      given.set(token, { preview, rows: cells, stopped: false });
      return preview;
    },
    importRun: async ({ token, title }, onProgress) => {
      const file = given.get(token);
      if (file === undefined) throw new Failure("not_found", "This file is not open any more.");
      const at = file.preview.columns.indexOf(title);
      const report = emptyReport();
      for (const [index, row] of file.rows.entries()) {
        if (file.stopped) return { ...report, stopped: true };
        if ((row[at] ?? "").trim() === "") {
          report.refused.push({
            line: index + 2,
            id: row[0] ?? null,
            reason: "its title is blank",
          });
        } else report.created += 1;
        if (index % batch === 0) {
          onProgress({ done: index, total: file.rows.length });
          await pause();
        }
      }
      onProgress({ done: file.rows.length, total: file.rows.length });
      return report;
    },
    importStop: async (token) => {
      const file = given.get(token);
      if (file !== undefined) file.stopped = true;
    },
  };
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new Failure("invalid", "The file is empty.");
  if (bytes[0] === 0xff || bytes[0] === 0xfe) {
    throw new Failure("invalid", "The file is UTF-16; save it as CSV in UTF-8.");
  }
  return new TextDecoder().decode(bytes).trimEnd();
}

function separatorOf(text: string): string {
  const header = text.slice(0, text.indexOf("\n") + 1 || text.length);
  return [";", "\t", "|"].find((separator) => header.includes(separator)) ?? ",";
}

function guess(columns: readonly string[], like: RegExp): string | null {
  return columns.find((column) => like.test(column)) ?? null;
}

function emptyReport(): ImportReport {
  return { created: 0, updated: 0, unchanged: 0, skipped: [], refused: [], stopped: false };
}
