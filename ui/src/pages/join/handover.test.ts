import { expect, it } from "vitest";
import type { SyncView } from "../../backend/types";
import { synced as done } from "../../testing/sync-view";
import { handoverWords } from "./handover";

it("says that everything is there only when it is", () => {
  expect(handoverWords(done).tone).toBe("ok");
  const others: Partial<SyncView>[] = [
    { synced: false },
    { waiting: 1, synced: false },
    { refused: 1 },
    { link: "unreachable" },
    { link: "offline_on_purpose" },
    { link: "signed_out" },
    { link: "problem" },
  ];
  for (const change of others) {
    const { tone, text } = handoverWords({ ...done, ...change });
    expect(tone, JSON.stringify(change)).not.toBe("ok");
    expect(text).not.toMatch(/everything is on the relay/i);
  }
});

it("says what waits for what", () => {
  const words = (change: Partial<SyncView>) => handoverWords({ ...done, ...change }).text;
  expect(words({ link: "unreachable", waiting: 12 })).toContain("12 changes will be sent");
  expect(words({ link: "offline_on_purpose", waiting: 1 })).toContain("1 change will be sent");
  expect(words({ waiting: 3 })).toMatch(/^Sending/);
});
