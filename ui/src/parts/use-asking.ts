import { useState } from "react";
import { Failure } from "../backend/failure";

export interface Asking<Args extends unknown[]> {
  busy: boolean;
  failure: Failure | null;
  /** Resolves to whether it happened; asked again while busy, nothing happens. */
  ask: (...args: Args) => Promise<boolean>;
  forget: () => void;
}

/** One request at a time, and how it went: for forms, which show a failure in their own place. */
export function useAsking<Args extends unknown[]>(
  request: (...args: Args) => Promise<unknown>,
): Asking<Args> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function ask(...args: Args): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setFailure(null);
    try {
      await request(...args);
      return true;
    } catch (thrown) {
      setFailure(Failure.from(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { busy, failure, ask, forget: () => setFailure(null) };
}
