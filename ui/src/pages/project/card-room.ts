/** What fits into the foot of a card, by arithmetic: a card is never measured. */
import type { Label, TaskLine } from "../../backend/types";
import { priorityOf } from "../../store/order";

/** All in letters of the foot, some 6 px each. */
const whole = 42;
const frame = 5;
const bare = 4;
const beside = { priority: 4, estimate: 8, due: 9, comments: 5 };

/** How many of a card's labels are shown by name: all, or else the first. The others are dots. */
export function namedLabels(line: TaskLine, labels: readonly Pick<Label, "name">[]): number {
  const taken =
    (priorityOf(line) === "none" ? 0 : beside.priority) +
    (line.estimate === undefined ? 0 : beside.estimate) +
    (line.due === undefined ? 0 : beside.due) +
    (line.comments ? beside.comments : 0);
  const names = labels.reduce((sum, { name }) => sum + name.length + frame, 0);
  if (taken + names <= whole) return labels.length;
  const [first] = labels;
  const others = (labels.length - 1) * bare;
  return first !== undefined && taken + others + frame + 3 <= whole ? 1 : 0;
}
