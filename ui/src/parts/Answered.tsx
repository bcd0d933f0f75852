import type { ReactNode } from "react";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { ErrorState } from "../ui/ErrorState";
import type { IconName } from "../ui/Icon";
import { Loading } from "./Loading";
import type { Answer } from "./use-answer";

interface Props<T> {
  answer: Answer<readonly T[]>;
  /** Asks again, after a failure. */
  again: () => void;
  /** What is coming, in words. */
  label: string;
  /** The title when it does not come. */
  failed: string;
  /** Where there is nothing: why, and what will be. */
  empty: { icon: IconName; title: string; body: string };
  children: (all: readonly T[]) => ReactNode;
}

/** A list that was asked for: on its way, not to be had, empty, or there. */
export function Answered<T>({ answer, again, label, failed, empty, children }: Props<T>) {
  switch (answer.at) {
    case "loading":
      return <Loading label={label} />;
    case "failed":
      return (
        <ErrorState
          title={failed}
          body={answer.failure.words}
          action={<Button onClick={again}>Try again</Button>}
        />
      );
    case "ready":
      return answer.value.length === 0 ? <EmptyState {...empty} /> : children(answer.value);
  }
}
