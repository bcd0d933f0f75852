import { memo } from "react";
import { grouped } from "../../parts/numbers";
import { pointsWords } from "../../parts/task/points";
import type { Group } from "../../store/view";
import { Icon } from "../../ui/Icon";
import { GroupIcon } from "./GroupIcon";
import css from "./group-head.module.css";

export interface GroupHeadProps {
  group: Group;
  /** Of the group, which is changed in place: passed so that a change is drawn. */
  count: number;
  points: number;
  collapsed: boolean;
}

/** A group's head: what it stands for, how many tasks, and how many points. */
export const GroupHead = memo(function GroupHead(props: GroupHeadProps) {
  const { group, count, points, collapsed } = props;
  return (
    <span className={css.head} data-group-head={group.key}>
      <span className={css.fold} data-does="fold" data-collapsed={collapsed || undefined}>
        <Icon name="chevron-down" />
      </span>
      <GroupIcon value={group.value} />
      <span className={css.name}>{group.name}</span>
      <span className={css.count}>{grouped(count)}</span>
      {points > 0 && <span className={css.points}>{pointsWords(points)}</span>}
      <span className={css.add} data-does="add" title={`New task in ${group.name}`}>
        <Icon name="plus" />
      </span>
    </span>
  );
});
