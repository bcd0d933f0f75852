import type { Failure } from "../backend/failure";
import { Button } from "../ui/Button";
import { ErrorState } from "../ui/ErrorState";

/** Aloft could not read its store: what happened, what is safe, and what to do. */
export function CannotStart({ failure }: { failure: Failure }): React.JSX.Element {
  return (
    <main style={{ display: "grid", blockSize: "100%", placeItems: "center" }}>
      <ErrorState
        title="Aloft cannot open its data"
        body={`${failure.words} Nothing was changed.`}
        action={<Button onClick={() => location.reload()}>Try again</Button>}
      />
    </main>
  );
}
