import type { RelatedTask, Uuid } from "../../backend/types";
import { act } from "../../store/acts";
import { IconButton } from "../../ui/IconButton";
import { AddRelation } from "./AddRelation";
import { type RelationSide, relationSides, sideOf } from "./relation-sides";
import { Section } from "./Section";
import { TaskLink } from "./TaskLink";
import css from "./task.module.css";
import { useScene } from "./use-scene";

/** The tasks that this one has to do with, by what it has to do with them. */
export function Relations(): React.JSX.Element {
  const { detail } = useScene();
  const relations = detail?.relations ?? [];
  return (
    <Section title="Relations" action={<AddRelation />}>
      {relationSides.map((side) => {
        const related = relations.filter((each) => sideOf(each) === side);
        return related.length > 0 && <Side key={side.id} side={side} related={related} />;
      })}
    </Section>
  );
}

function Side({ side, related }: { side: RelationSide; related: RelatedTask[] }) {
  const { task, level } = useScene();
  const Heading = level === 1 ? "h3" : "h4";
  return (
    <div className={css.relations}>
      <Heading className={css.sideTitle}>{side.name}</Heading>
      <ul aria-label={side.name}>
        {related.map((each) => (
          <TaskLink
            key={`${each.task.id} ${each.inverse}`}
            line={each.task}
            action={
              <IconButton
                icon="close"
                size="sm"
                className={css.rowAction}
                label={`Remove the relation to ${each.task.key}`}
                onClick={() => remove(task, each)}
              />
            }
          />
        ))}
      </ul>
    </div>
  );
}

/** The task that holds the relation lets go of it. */
function remove(task: Uuid, { kind, inverse, task: other }: RelatedTask): void {
  const [holder, held] = inverse ? [other.id, task] : [task, other.id];
  void act([holder], { type: "remove_relation", kind, task: held });
}
