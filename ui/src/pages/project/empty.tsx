import { go } from "../../parts/go";
import { openQuickCreate } from "../../parts/quick-create/open-quick-create";
import { paths } from "../../paths";
import { setDisplay } from "../../store/display";
import { noFilter } from "../../store/filter";
import { useOpenProject } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Kbd } from "../../ui/Kbd";
import { Skeleton } from "../../ui/Skeleton";
import css from "./project.module.css";

/** A project without tasks. */
export function NoTasks(): React.JSX.Element {
  const { project } = useOpenProject();
  return (
    <div className={css.middle}>
      <EmptyState
        icon="list"
        title="No tasks yet"
        body="Write down the first thing to do, or bring what you have from another tool."
        action={
          <>
            <Button variant="primary" onClick={() => openQuickCreate()}>
              New task
              <Kbd keys="c" />
            </Button>
            <Button onClick={() => project !== null && go(paths.import(project))}>
              Import from a file
            </Button>
          </>
        }
      />
    </div>
  );
}

/** Tasks there are, but none that the filter lets through. */
export function NothingFound(): React.JSX.Element {
  return (
    <div className={css.middle}>
      <EmptyState
        icon="filter"
        title="No task passes this filter"
        body="The project has tasks, but none that fit all of it."
        action={<Button onClick={() => setDisplay({ filter: noFilter })}>Clear the filter</Button>}
      />
    </div>
  );
}

const widths = ["46%", "62%", "38%", "54%", "44%", "58%", "50%", "66%"];

/** While a project is read: long enough to be seen only on a cold start. */
export function Waiting(): React.JSX.Element {
  return (
    <div className={css.waiting} role="status" aria-label="Opening the project">
      {widths.map((width) => (
        <div key={width} className={css.waitingRow}>
          <Skeleton width={16} />
          <Skeleton width={56} />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
}
