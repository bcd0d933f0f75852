import { expect, it } from "vitest";
import { signOutWords } from "./words";

it("says what happens to what waits", () => {
  expect(signOutWords(0)).not.toMatch(/\d/);
  expect(signOutWords(1)).toContain("1 change is not on the relay yet; it is kept here");
  expect(signOutWords(1200)).toContain("1,200 changes are not on the relay yet");
});
