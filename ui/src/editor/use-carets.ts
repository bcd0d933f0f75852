import { useMemo } from "react";
import type { Uuid } from "../backend/types";
import { usePeople, usePresence } from "../store/hooks";
import type { Caret } from "./carets";
import type { Description } from "./description";

/** Where the others stand in a description, as far as this document knows the places. */
export function useCarets(task: Uuid, description: Description, touched: number): readonly Caret[] {
  const there = usePresence(task);
  const people = usePeople();
  // biome-ignore lint/correctness/useExhaustiveDependencies: places move when the text was touched
  return useMemo(
    () =>
      there.flatMap(({ device, user, cursor }) => {
        if (cursor === null) return [];
        const anchor = description.binding.positionOf(cursor.anchor);
        const head = description.binding.positionOf(cursor.head);
        if (anchor === null || head === null) return [];
        const name = people.get(user)?.name ?? "Somebody";
        return [{ id: device, name, hue: hueOf(user), anchor, head }];
      }),
    [there, people, description, touched],
  );
}

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 3600;
  return sum % 360;
}
