import { describe, expect, it } from "vitest";
import { keyBetween, moved, reordered } from "./order-key";

const item = (id: string, order: string) => ({ id, order });

describe("order keys", () => {
  it("fit between their neighbours, whatever is drawn", () => {
    for (const random of [0, 0.5, 0.999]) {
      const key = keyBetween("a0", "a1", () => random);
      expect(key !== null && key > "a0" && key < "a1", String(key)).toBe(true);
    }
    expect([keyBetween(null, "a0"), "a0", keyBetween("a0", null)].toSorted()[1]).toBe("a0");
  });

  it("are none between equal neighbours", () => {
    expect(keyBetween("a0", "a0")).toBeNull();
  });

  it("write one item when one was moved", () => {
    const items = moved([item("a", "a0"), item("b", "a1"), item("c", "a2")], 2, 0);
    expect(items.map(({ id }) => id)).toEqual(["c", "a", "b"]);
    const [change, ...more] = reordered(items, "c");
    expect(more).toEqual([]);
    expect(change !== undefined && change.order < "a0").toBe(true);
  });

  it("write all when neighbours share a key", () => {
    const changes = reordered([item("a", "a0"), item("b", "a5"), item("c", "a0")], "b");
    expect(changes.map(({ item: { id } }) => id)).toEqual(["a", "b", "c"]);
    const keys = changes.map(({ order }) => order);
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys).size).toBe(3);
  });
});
