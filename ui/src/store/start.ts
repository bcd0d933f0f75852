/** Starts the window: what is there, then everything that happens. */
import { door } from "../backend/door";
import { Failure } from "../backend/failure";
import type { Settings } from "../backend/types";
import { dayMayHaveTurned, refreshWorkspace, takeDelta } from "./open";
import { peopleOf } from "./people";
import { takePresence } from "./presence";
import { session } from "./session";

const minute = 60_000;

/** Listens before it asks, so that nothing falls between. Called once, before anything is drawn. */
export async function start(): Promise<void> {
  try {
    await Promise.all([
      door.on("delta", takeDelta),
      door.on("sync", (sync) => session.setState({ sync })),
      door.on("settings", (settings) => session.setState({ settings })),
      door.on("presence", takePresence),
      door.on("workspace", () => void refreshWorkspace()),
    ]);
    const boot = await door.boot();
    session.setState({ ...boot, at: "ready", people: peopleOf(boot.workspace, boot.me) });
    setInterval(() => dayMayHaveTurned(new Date()), minute);
  } catch (thrown) {
    session.setState({ at: "failed", failure: Failure.from(thrown) });
  }
}

export async function saveSettings(change: Partial<Settings>): Promise<void> {
  const settings = { ...session.getState().settings, ...change };
  session.setState({ settings: await door.saveSettings(settings) });
}

let placeTimer: ReturnType<typeof setTimeout> | undefined;

/** Remembers where the person is, so that the next start begins there. */
export function rememberPlace(place: string): void {
  clearTimeout(placeTimer);
  placeTimer = setTimeout(() => void saveSettings({ place }).catch(() => undefined), 500);
}
