import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { useStore } from "zustand";
import { session } from "../store/session";
import { Boundary } from "./Boundary";
import { CannotStart } from "./CannotStart";
import { Frame } from "./Frame";

/** The window. By the time it is drawn, it is known what is there. */
export function App(): React.JSX.Element {
  const at = useStore(session, (state) => state.at);
  const failure = useStore(session, (state) => state.failure);
  return (
    <Boundary>
      {at === "failed" && failure !== null ? (
        <CannotStart failure={failure} />
      ) : (
        <Router hook={useHashLocation}>
          <Frame />
        </Router>
      )}
    </Boundary>
  );
}
