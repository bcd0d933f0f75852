import { useCallback, useEffect, useState } from "react";
import { Failure } from "../backend/failure";

export type Answer<T> =
  | { at: "loading" }
  | { at: "ready"; value: T }
  | { at: "failed"; failure: Failure };

/**
 * What the backend answers to a question of one screen, asked when the screen is shown and whenever
 * `key` changes. What is shown stays while the same question is asked again.
 */
export function useAnswer<T>(question: () => Promise<T>, key: string): [Answer<T>, () => void] {
  const [answer, setAnswer] = useState<Answer<T> & { key: string }>({ at: "loading", key });
  const [times, setTimes] = useState(0);

  // An effect: the backend is outside of React, and its answer may come after the screen is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `question` is new at each drawing; `key` says when it is another one
  useEffect(() => {
    let shown = true;
    question().then(
      (value) => shown && setAnswer({ at: "ready", value, key }),
      (thrown: unknown) => shown && setAnswer({ at: "failed", failure: Failure.from(thrown), key }),
    );
    return () => {
      shown = false;
    };
  }, [key, times]);

  const again = useCallback(() => setTimes((count) => count + 1), []);
  return [answer.key === key ? answer : { at: "loading" }, again];
}
