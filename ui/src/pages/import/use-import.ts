import { useReducer } from "react";
import { door } from "../../backend/door";
import { Failure } from "../../backend/failure";
import type { Uuid } from "../../backend/types";
import { requestOf, type Target } from "./mapping";
import { next, type Step, start } from "./steps";

/** Files beyond this are not for a page: the command line reads them from the disk. */
const mostBytes = 256 * 1024 * 1024;

export interface ImportActs {
  pick: (file: File) => Promise<void>;
  setDelimiter: (delimiter: string) => Promise<void>;
  setColumn: (target: Target, column: string | null) => void;
  setSource: (source: string) => void;
  run: (mode: "dry_run" | "import") => Promise<void>;
  stop: () => void;
  back: () => void;
  again: () => void;
}

/** The steps of an import, with the backend behind them. */
export function useImport(project: Uuid): [Step, ImportActs] {
  const [step, happen] = useReducer(next, start);

  async function read(name: string, bytes: Uint8Array, delimiter: string): Promise<void> {
    happen({ type: "picked", file: { name, bytes } });
    try {
      happen({ type: "read", preview: await door.importPreview({ name, delimiter, bytes }) });
    } catch (thrown) {
      happen({ type: "failed", failure: Failure.from(thrown) });
    }
  }

  async function pick(file: File): Promise<void> {
    if (file.size > mostBytes) {
      const words = "The file is larger than 256 MB. Use `aloft import` on the command line.";
      happen({ type: "unreadable", words });
      return;
    }
    try {
      await read(file.name, new Uint8Array(await file.arrayBuffer()), "");
    } catch {
      happen({ type: "unreadable", words: "The file could not be read. Is it still there?" });
    }
  }

  async function run(mode: "dry_run" | "import"): Promise<void> {
    if (step.at !== "map") return;
    const { preview, mapping, source } = step.draft;
    const request = requestOf(preview, project, mapping, source, mode);
    if (request === null) return;
    happen({ type: "began", dry: mode === "dry_run", now: performance.now() });
    try {
      const report = await door.importRun(request, (progress) =>
        happen({ type: "progressed", progress, now: performance.now() }),
      );
      happen({ type: "done", report });
    } catch (thrown) {
      happen({ type: "failed", failure: Failure.from(thrown) });
    }
  }

  async function setDelimiter(delimiter: string): Promise<void> {
    if (step.at === "map") await read(step.draft.file.name, step.draft.file.bytes, delimiter);
  }

  function stop(): void {
    if (step.at !== "running") return;
    happen({ type: "stopping" });
    // A stop that does not arrive leaves the import running: the progress shows it.
    door.importStop(step.draft.preview.token).catch(() => undefined);
  }

  return [
    step,
    {
      pick,
      setDelimiter,
      setColumn: (target, column) => happen({ type: "mapped", target, column }),
      setSource: (source) => happen({ type: "named", source }),
      run,
      stop,
      back: () => happen({ type: "back" }),
      again: () => happen({ type: "again" }),
    },
  ];
}
