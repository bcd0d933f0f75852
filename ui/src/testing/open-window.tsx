/** A window on the fake backend, for tests of screens: they look and press as people do. */
import { act, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { type ReactElement, Suspense } from "react";
import { Route, Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { openDoor } from "../backend/door";
import { type Fake, type FakeOptions, makeFake } from "../backend/fake/fake";
import { start } from "../store/start";

export const lamp = "01900000-0000-7003-8000-000000000001";
export const org = "01900000-0000-7002-8000-000000000001";

export interface Opened {
  fake: Fake;
  user: UserEvent;
  place: () => string;
}

interface Options extends FakeOptions {
  path?: string;
  /** What happened before the window opened. */
  before?: (fake: Fake) => Promise<unknown>;
}

/** Draws one screen at a path. `route` gives the screen its parameters. */
export async function openWindow(
  screen: ReactElement | { route: string; component: React.ComponentType<never> },
  { path = "/", before = async () => undefined, ...options }: Options = {},
): Promise<Opened> {
  const fake = makeFake(options);
  await before(fake);
  openDoor(fake);
  location.hash = `#${path}`;
  await act(start);
  render(
    <Router hook={useHashLocation}>
      <Suspense fallback={null}>
        {"route" in screen ? (
          <Route path={screen.route} component={screen.component as React.ComponentType} />
        ) : (
          screen
        )}
      </Suspense>
    </Router>,
  );
  return { fake, user: userEvent.setup(), place: () => location.hash.slice(1) };
}
