import type { Draft } from "../../parts/quick-create/open-quick-create";
import type { Group } from "../../store/view";

/** What a task that is made in a group has from the beginning. */
export function beginningOf(group: Group | undefined): Partial<Draft> {
  if (group === undefined) return {};
  const { value } = group;
  switch (value.by) {
    case "state":
      return { state: value.state };
    case "priority":
      return { priority: value.priority };
    case "assignee":
      return { assignees: value.user === null ? [] : [value.user] };
    case "label":
      return { labels: value.label === null ? [] : [value.label] };
    case "none":
      return {};
  }
}
