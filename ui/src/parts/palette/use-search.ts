import { useRef, useState } from "react";
import { door, type Found } from "../../backend/door";
import type { Uuid } from "../../backend/types";
import { sayFailure } from "../../store/acts";

export interface Search {
  text: string;
  /** Of the newest text that was answered; kept while the next is asked. */
  found: readonly Found[];
  /** The text that `found` answers. */
  answered: string;
  /** That is `text`. */
  settled: boolean;
  type: (text: string) => void;
}

/**
 * Searches as somebody types. One question is under way at a time: what was typed meanwhile is
 * asked when it is answered, so that fast fingers wait for one question that they have passed at most.
 */
export function useSearch(project: Uuid | null, limit: number): Search {
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState<{ text: string; found: readonly Found[] }>({
    text: "",
    found: [],
  });
  const wanted = useRef("");
  const isAsking = useRef(false);

  const ask = async (): Promise<void> => {
    if (isAsking.current) return;
    isAsking.current = true;
    const words = wanted.current;
    try {
      const found = words === "" ? [] : await door.search(words, project, limit);
      setAnswer({ text: words, found });
    } catch (thrown) {
      sayFailure(thrown);
    } finally {
      isAsking.current = false;
    }
    if (wanted.current !== words) void ask();
  };
  const type = (next: string): void => {
    setText(next);
    wanted.current = next.trim();
    void ask();
  };
  return {
    text,
    type,
    found: answer.found,
    answered: answer.text,
    settled: answer.text === text.trim(),
  };
}
