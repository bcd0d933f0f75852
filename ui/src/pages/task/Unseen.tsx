import type { Uuid } from "../../backend/types";
import { go } from "../../parts/go";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import css from "./task.module.css";
import type { Seen } from "./use-scene";

interface Props {
  seen: Exclude<Seen, { at: "ready" }>;
  project: Uuid;
  /** Of the panel; the page leads back to the list. */
  onClose?: () => void;
}

/** Instead of a task that is not there. While it is read there is nothing: it takes no time to see. */
export function Unseen({ seen, project, onClose }: Props): React.JSX.Element {
  if (seen.at === "waiting") return <div className={css.unseen} aria-busy="true" />;
  const leave = onClose ?? (() => go(paths.list(project)));
  if (seen.at === "failed") {
    return (
      <div className={css.unseen}>
        <ErrorState
          title="This task cannot be read"
          body={`${seen.failure.words} It is still on this machine.`}
          action={<Button onClick={seen.again}>Try again</Button>}
        />
      </div>
    );
  }
  return (
    <div className={css.unseen}>
      <EmptyState
        icon="file"
        title="This task is not on this machine"
        body="It may not have come with the sync yet, or it is in a project that you do not see."
        action={<Button onClick={leave}>{onClose ? "Close" : "All tasks of the project"}</Button>}
      />
    </div>
  );
}
