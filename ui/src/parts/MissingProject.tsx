import { paths } from "../paths";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { go } from "./go";
import { Screen } from "./Screen";

/** A project's address that this machine has nothing for. */
export function MissingProject() {
  return (
    <Screen title="Project not found">
      <EmptyState
        icon="folder"
        title="This project is not on this machine"
        body="It may have been deleted, or it is in an organisation that you are not in any more."
        action={<Button onClick={() => go(paths.home())}>All projects</Button>}
      />
    </Screen>
  );
}
