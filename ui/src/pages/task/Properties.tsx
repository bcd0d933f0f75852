import { CustomField } from "./CustomField";
import { DateProperty } from "./DateProperty";
import { Facts } from "./Facts";
import {
  Assignees,
  CycleProperty,
  Estimate,
  Labels,
  MilestoneProperty,
  PriorityProperty,
  StateProperty,
} from "./own-properties";
import { ParentProperty } from "./ParentProperty";
import css from "./properties.module.css";
import { useScene } from "./use-scene";

/** Everything that is set on a task, and when it came to be. */
export function Properties(): React.JSX.Element {
  const { project } = useScene();
  const fields = project.fields.toSorted((a, b) => (a.order < b.order ? -1 : 1));
  return (
    <div className={css.properties}>
      <div className={css.grid}>
        <StateProperty />
        <PriorityProperty />
        <Assignees />
        <Labels />
        <DateProperty field="due" />
        <Estimate />
        <DateProperty field="start" />
        <ParentProperty />
        {project.cycles.length > 0 && <CycleProperty />}
        {project.milestones.length > 0 && <MilestoneProperty />}
        {fields.map((field) => (
          <CustomField key={field.id} field={field} />
        ))}
      </div>
      <Facts />
    </div>
  );
}
