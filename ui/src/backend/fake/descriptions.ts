/** What the demonstration's tasks say of themselves: some nothing, one what a tester pasted. */
import type { Uuid } from "../types";
import { livedIn, livedInDescription } from "./lived-in";

const descriptions = [
  "The cut-off line must be sharp at ten metres: nothing above it may blind anybody who comes the other way.\n\nMeasure with the lamp at 75 cm, tilted as the bracket holds it. Three lamps from the last batch, each cold and after an hour.",
  null,
  "Seen on four of the twelve lamps that came back. Water stands behind the seal, the contacts are green.\r\n\r\n\tsealed_at\t2026-09-02\r\n\tserial\t\tHL-00412\r\n\tfirmware\t1.4.2\r\n\r\npanic: charge controller did not answer\r\n\tat charge::poll (charge.rs:88)\r\n\tat main::tick (main.rs:214)",
  "Ask the couriers first: they mount it and take it off ten times a day.",
];

/** The same at every start. */
export function descriptionOf(task: Uuid): string | null {
  if (task === livedIn) return livedInDescription;
  const number = Number.parseInt(task.slice(-4), 16);
  return descriptions[number % descriptions.length] ?? null;
}
