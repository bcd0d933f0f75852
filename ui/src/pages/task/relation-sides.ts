/** Relations as they read from one task: three kinds, two of which differ by who holds them. */
import type { RelatedTask, RelationKind } from "../../backend/types";

export interface RelationSide {
  id: string;
  name: string;
  kind: RelationKind;
  /** The other task holds it. */
  inverse: boolean;
}

const relatesTo: RelationSide = {
  id: "relates-to",
  name: "Relates to",
  kind: "relates_to",
  inverse: false,
};

export const relationSides: readonly RelationSide[] = [
  { id: "blocked-by", name: "Blocked by", kind: "blocks", inverse: true },
  { id: "blocks", name: "Blocks", kind: "blocks", inverse: false },
  { id: "duplicates", name: "Duplicates", kind: "duplicates", inverse: false },
  { id: "duplicated-by", name: "Duplicated by", kind: "duplicates", inverse: true },
  relatesTo,
];

export function sideOf({ kind, inverse }: RelatedTask): RelationSide {
  return relationSides.find((side) => side.kind === kind && side.inverse === inverse) ?? relatesTo;
}
