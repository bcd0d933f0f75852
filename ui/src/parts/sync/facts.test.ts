import { expect, it } from "vitest";
import type { Me, SyncView } from "../../backend/types";
import { synced } from "../../testing/sync-view";
import { syncActions, syncFacts } from "./facts";

const now = Date.UTC(2026, 10, 28, 12);
const view: SyncView = { ...synced, last_contact: now - 5000, synced_to: now - 5000 };
const me: Me = {
  user: "u",
  identities: [],
  account: { id: "u", name: "Ada", email: "ada@example.com", relay: "https://relay.example.com" },
  last_relay: null,
  tokens_in: "keychain",
};
const facts = (change: Partial<SyncView>, who = me) =>
  Object.fromEntries(syncFacts({ ...view, ...change }, who, now).map((f) => [f.label, f.value]));

it("lists what there is to say, and nothing else", () => {
  expect(facts({})).toEqual({
    "Synced to": "just now",
    "Last contact": "just now",
    "Waiting to be sent": "0",
    Relay: "relay.example.com",
  });
  expect(
    facts({
      waiting: 1200,
      refused: 2,
      local: 1,
      diverging: 3,
      last_contact: null,
      synced_to: null,
    }),
  ).toEqual({
    "Synced to": "Never",
    "Last contact": "Never",
    "Waiting to be sent": "1,200",
    Refused: "2",
    "On this machine alone": "1 change",
    Mending: "3 documents",
    Relay: "relay.example.com",
  });
});

it("says nothing of a relay where there is none, and shows an unencrypted one as it is", () => {
  const nobody = { ...me, account: null, last_relay: "http://10.0.0.5:8080" };
  expect(facts({ link: "local", local: 4 }, nobody)).toEqual({
    "On this machine alone": "4 changes",
  });
  expect(facts({ link: "signed_out" }, nobody)).toMatchObject({ Relay: "http://10.0.0.5:8080" });
});

it.each([
  ["local", { tryNow: false, offlineSwitch: false, signIn: false, share: true }],
  ["signed_out", { tryNow: false, offlineSwitch: false, signIn: true, share: false }],
  ["offline_on_purpose", { tryNow: false, offlineSwitch: true, signIn: false, share: false }],
  ["unreachable", { tryNow: true, offlineSwitch: true, signIn: false, share: false }],
  ["online", { tryNow: true, offlineSwitch: true, signIn: false, share: false }],
] as const)("when %s one can do %j", (link, actions) => {
  expect(syncActions({ ...view, link })).toEqual(actions);
});
