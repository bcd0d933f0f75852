import { LabelDot } from "../../parts/task/LabelDot";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { PriorityIcon } from "../../parts/task/PriorityIcon";
import { StateIcon } from "../../parts/task/StateIcon";
import type { GroupValue } from "../../store/grouping";
import { Icon } from "../../ui/Icon";
import { useSense } from "./sense";

/** The sign of what a group stands for. */
export function GroupIcon({ value }: { value: GroupValue }): React.JSX.Element | null {
  const { states } = useSense();
  switch (value.by) {
    case "state":
      return (
        <StateIcon
          category={value.category}
          color={value.color}
          progress={value.state === null ? 0 : (states.get(value.state)?.progress ?? 0.5)}
        />
      );
    case "assignee":
      return value.user === null ? <Icon name="user" /> : <MemberAvatar user={value.user} />;
    case "priority":
      return <PriorityIcon priority={value.priority} />;
    case "label":
      return value.label === null ? <Icon name="label" /> : <LabelDot color={value.color} />;
    case "none":
      return null;
  }
}
