import { describe, expect, it } from "vitest";
import type { SyncView } from "../../backend/types";
import { synced as calm } from "../../testing/sync-view";
import { syncAnswer, syncLine } from "./words";

const names: Record<string, string> = { lamp: "Lamp 2" };
const said = (view: Partial<SyncView>) =>
  syncLine({ ...calm, ...view }, (project) => names[project]).text;

const links = [
  "local",
  "signed_out",
  "offline_on_purpose",
  "connecting",
  "online",
  "unreachable",
  "problem",
] as const;

/** Every view there can be, with small counts. */
function* everyView(): Generator<SyncView> {
  for (const link of links)
    for (const synced of [true, false])
      for (const waiting of [0, 1, 3])
        for (const refused of [0, 2])
          for (const local of [0, 4])
            for (const diverging of [0, 1])
              for (const fetching of [[], [{ project: "lamp", documents: 7 }]])
                yield { ...calm, link, synced, waiting, refused, local, diverging, fetching };
}

describe("the line in the sidebar", () => {
  it.each<[Partial<SyncView>, string]>([
    [{}, "All synced"],
    [{ local: 12, synced: false }, "Nothing waiting · 12 local"],
    [{ synced: false }, "Syncing"],
    [{ waiting: 1, synced: false }, "1 change waiting"],
    [{ waiting: 3, synced: false }, "3 changes waiting"],
    [{ diverging: 2, synced: false }, "Mending 2 documents"],
    [{ link: "offline_on_purpose", waiting: 3 }, "Offline on purpose · 3 waiting"],
    [{ link: "offline_on_purpose" }, "Offline on purpose"],
    [{ link: "unreachable", waiting: 1200 }, "Offline · 1,200 waiting"],
    [{ link: "signed_out" }, "Signed out"],
    [{ link: "problem" }, "Sync stopped"],
    [{ link: "connecting" }, "Connecting"],
    [{ link: "local", local: 40 }, "Saved on this machine"],
    [{ refused: 2 }, "2 refused"],
    [{ refused: 2, waiting: 3, link: "unreachable" }, "2 refused · 3 waiting · offline"],
    [{ fetching: [{ project: "lamp", documents: 1200 }] }, "Fetching Lamp 2 · 1,200 documents"],
    [{ fetching: [{ project: "new", documents: 0 }] }, "Fetching a project"],
  ])("%j is said as %s", (view, text) => {
    expect(said(view)).toBe(text);
  });

  it("never says synced when something is not", () => {
    let views = 0;
    for (const view of everyView()) {
      views += 1;
      const isSynced =
        view.link === "online" &&
        view.synced &&
        view.waiting + view.refused + view.diverging + view.local + view.fetching.length === 0;
      const { text, tone } = syncLine(view, () => "Lamp 2");
      expect(/synced/i.test(text), `${text}: ${JSON.stringify(view)}`).toBe(isSynced);
      expect(tone === "ok").toBe(isSynced);
      const answer = syncAnswer(view);
      expect(/synced/i.test(answer.title)).toBe(isSynced);
    }
    expect(views).toBe(7 * 2 * 3 * 2 * 2 * 2 * 2);
  });

  it("always says how many wait and how many were refused", () => {
    for (const view of everyView()) {
      const { text } = syncLine(view, () => "a");
      if (view.waiting > 0) expect(text).toMatch(new RegExp(`\\b${view.waiting}\\b.*waiting`));
      if (view.refused > 0) expect(text).toContain(`${view.refused} refused`);
    }
  });
});

describe("the popover's answer", () => {
  it.each<[number, number, string]>([
    [1, 1, "The relay does not have what it builds on."],
    [3, 3, "The relay does not have what they build on."],
    [3, 1, "The relay does not have what 1 of them builds on."],
    [3, 2, "The relay does not have what 2 of them build on."],
  ])("says of %i waiting why %i are not sent", (waiting, held_up, words) => {
    const view = { ...calm, synced: false, waiting, held_up };
    expect(syncAnswer(view).body).toContain(words);
    const isStill = waiting === held_up;
    expect(syncLine(view, () => undefined).tone).toBe(isStill ? "attention" : "busy");
  });

  it("names what is only here whenever something waits", () => {
    for (const view of everyView()) {
      if (view.waiting === 0 || view.link === "local") continue;
      const count = view.waiting === 1 ? "1 change is" : `${view.waiting} changes are`;
      expect(syncAnswer(view).body).toContain(`${count} saved on this machine`);
    }
  });

  it("never claims that all is on the relay while something is refused", () => {
    for (const view of everyView()) {
      if (view.refused === 0) continue;
      expect(syncAnswer(view).body).not.toMatch(/is on the relay\./);
    }
  });
});
