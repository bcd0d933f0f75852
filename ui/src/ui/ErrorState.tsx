import type { ReactNode } from "react";
import { EmptyState } from "./EmptyState";

interface Props {
  title: string;
  body?: ReactNode;
  action?: ReactNode;
}

/** Something failed: what, what is safe, and what to do. */
export function ErrorState(props: Props) {
  return (
    <div role="alert">
      <EmptyState icon="warning" {...props} />
    </div>
  );
}
