import { expect, it } from "vitest";
import type { Organisation } from "../../backend/types";
import { choicesOf, firstChoice } from "./choices";

const org = (id: string, change: Partial<Organisation> = {}): Organisation => ({
  id,
  name: id,
  relay: "https://relay.example.com",
  role: "member",
  members: [],
  ...change,
});
const values = (orgs: Organisation[], relay: string | null) =>
  choicesOf(orgs, relay).map(({ value }) => value);

it("offers this machine always, and a new organisation to who has an account", () => {
  expect(values([], null)).toEqual(["local"]);
  expect(values([org("a")], "https://r")).toEqual(["a", "local", "new"]);
  expect(values([org("mine", { relay: null, role: null })], null)).toEqual(["mine"]);
});

it("offers no organisation in which one is a guest, or not any more", () => {
  expect(values([org("a", { role: "guest" }), org("b", { role: null })], null)).toEqual(["local"]);
  expect(firstChoice([org("a", { role: "guest" }), org("b")], "https://r", "a")).toBe("b");
});

it("begins with the organisation that was asked for", () => {
  expect(firstChoice([org("a"), org("b")], "https://r", "b")).toBe("b");
  expect(firstChoice([org("a"), org("b")], "https://r", "gone")).toBe("a");
  expect(firstChoice([], null, null)).toBe("local");
  expect(firstChoice([], "https://r", null)).toBe("new");
});
