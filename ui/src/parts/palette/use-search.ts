import { useEffect, useRef, useState } from "react";
import { door, type Found } from "../../backend/door";
import type { Uuid } from "../../backend/types";
import { sayFailure } from "../../store/acts";

export interface Search {
  text: string;
  /** Of the newest text that was answered; kept while the next is asked. */
  found: readonly Found[];
  /** `found` answers `text`. */
  settled: boolean;
  type: (text: string) => void;
}

/**
 * Searches as somebody types: at most once a frame, and an answer that comes after a newer
 * question's is dropped.
 */
export function useSearch(project: Uuid | null, limit: number): Search {
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState<{ text: string; found: readonly Found[] }>({
    text: "",
    found: [],
  });
  const frame = useRef(0);
  const asked = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const ask = async (words: string): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const found = words === "" ? [] : await door.search(words, project, limit);
      if (mine === asked.current) setAnswer({ text: words, found });
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  const type = (next: string): void => {
    setText(next);
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => void ask(next.trim()));
  };
  return { text, type, found: answer.found, settled: answer.text === text.trim() };
}
