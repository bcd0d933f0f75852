import type { Failure as FailureWords } from "./types";

/** A command that did not happen. `words` is one sentence for people; `code` is stable. */
export class Failure extends Error implements FailureWords {
  readonly code: string;
  readonly words: string;

  constructor(code: string, words: string) {
    super(`${code}: ${words}`);
    this.name = "Failure";
    this.code = code;
    this.words = words;
  }

  /** Whatever was thrown, as a failure: commands reject with `{code, words}`. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (isFailureWords(thrown)) return new Failure(thrown.code, thrown.words);
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return new Failure(
      "internal",
      `Something went wrong inside Aloft: ${detail}${/[.!?]$/.test(detail) ? "" : "."}`,
    );
  }
}

function isFailureWords(thrown: unknown): thrown is FailureWords {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    "words" in thrown &&
    typeof thrown.code === "string" &&
    typeof thrown.words === "string"
  );
}
