import { grouped } from "../numbers";

/** Sums of estimates without the dust of binary fractions. */
function pointsText(points: number): string {
  return grouped(Math.round(points * 100) / 100);
}

export function pointsWords(points: number): string {
  return points === 1 ? "1 point" : `${pointsText(points)} points`;
}
