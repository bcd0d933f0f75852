import { Icon } from "../../ui/Icon";
import { grouped } from "../numbers";
import css from "./estimate.module.css";
import { pointsWords } from "./points";

/** An estimate, so that the number says what it is. */
export function EstimateChip({ points }: { points: number }): React.JSX.Element {
  return (
    <span className={css.estimate} title={pointsWords(points)}>
      <Icon name="estimate" label="Estimate" />
      {grouped(points)}
    </span>
  );
}
