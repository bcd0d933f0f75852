import { describe, expect, it } from "vitest";
import { asKey, keyFault, suggestKey } from "./key";

describe("a suggested key", () => {
  it.each([
    ["Lamp", "LAMP"],
    ["Lanterns", "LANT"],
    ["Home renovation", "HR"],
    ["Lamp 2", "L2"],
    ["Édition spéciale", "ES"],
    ["2027 plans", "P"],
    ["プロジェクト", "PROJ"],
    ["", "PROJ"],
    ["a b c d e f", "ABCD"],
  ])("for %j is %s", (name, key) => {
    expect(suggestKey(name)).toBe(key);
    expect(keyFault(suggestKey(name))).toBeNull();
  });

  it("is one that is free", () => {
    expect(suggestKey("Lamp", ["LAMP"])).toBe("LAMP2");
    expect(suggestKey("Lamp", ["LAMP", "LAMP2"])).toBe("LAMP3");
  });
});

describe("a typed key", () => {
  it("becomes capitals and digits", () => {
    expect(asKey("lämp-2 and more letters")).toBe("LAMP2ANDMO");
  });

  it("is refused with the reason", () => {
    expect(keyFault("")).toMatch(/Write/);
    expect(keyFault("2A")).toMatch(/letter/);
    expect(keyFault("A-B")).toMatch(/A to Z/);
    expect(keyFault("ABCDEFGHIJK")).toMatch(/10/);
    expect(keyFault("LAMP", ["LAMP"])).toMatch(/Another/);
    expect(keyFault("LAMP")).toBeNull();
  });
});
