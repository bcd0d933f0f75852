import { Component } from "react";
import { CopyButton } from "../parts/CopyButton";
import { session } from "../store/session";
import { Button } from "../ui/Button";
import { ErrorState } from "../ui/ErrorState";

interface BoundaryProps {
  children: React.ReactNode;
  /** When it changes, the screen is tried again. */
  place?: string;
}

interface BoundaryState {
  thrown: Error | null;
  place: string | undefined;
}

/** Keeps an error in one screen from taking the window down. What was saved is on the disk. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { thrown: null, place: this.props.place };

  static getDerivedStateFromError(thrown: Error): Partial<BoundaryState> {
    return { thrown };
  }

  static getDerivedStateFromProps(
    { place }: BoundaryProps,
    state: BoundaryState,
  ): Partial<BoundaryState> | null {
    return place === state.place ? null : { thrown: null, place };
  }

  override render(): React.ReactNode {
    const { thrown } = this.state;
    if (thrown === null) return this.props.children;
    return (
      <ErrorState
        title="This screen broke"
        body={`Your work is safe: it is saved as you make it. What went wrong: ${thrown.message}`}
        action={
          <>
            <Button onClick={() => this.setState({ thrown: null })}>Try again</Button>
            <Button size="sm" onClick={() => location.reload()}>
              Reload the window
            </Button>
            <CopyButton text={() => details(thrown)}>Copy details</CopyButton>
          </>
        }
      />
    );
  }
}

/** What somebody who mends it wants to know. */
function details({ name, message, stack = "" }: Error): string {
  const { version } = session.getState();
  return [`Aloft ${version}, ${location.hash}`, `${name}: ${message}`, stack].join("\n");
}
