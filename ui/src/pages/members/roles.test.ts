import { expect, it } from "vitest";
import { refusalWords, rolesToGive, whyNobodyCanBeAdded } from "./roles";

it("gives no more than one has", () => {
  expect(rolesToGive("admin").map(({ value }) => value)).toEqual(["admin", "member", "guest"]);
  expect(rolesToGive("owner")[0]?.value).toBe("owner");
});

it("says why nobody can be added, and nothing when somebody can", () => {
  expect(whyNobodyCanBeAdded("owner", "online")).toBeNull();
  expect(whyNobodyCanBeAdded("member", "online")).toMatch(/Owners and admins/);
  expect(whyNobodyCanBeAdded("owner", "unreachable")).toMatch(/cannot be reached/);
  expect(whyNobodyCanBeAdded("owner", "offline_on_purpose")).toMatch(/offline/);
  expect(whyNobodyCanBeAdded(null, "online")).toMatch(/not a member/);
});

it("explains that somebody has to have an account", () => {
  expect(refusalWords("no_such_account", "No.", "ada@example.com")).toMatch(
    /ada@example\.com has an account.*sign up/i,
  );
  expect(refusalWords("other", "As the relay said.", "a@b")).toBe("As the relay said.");
});
