import type { Member } from "../../backend/types";
import { go } from "../../parts/go";
import { Screen } from "../../parts/Screen";
import { MemberAvatar } from "../../parts/task/MemberAvatar";
import { paths } from "../../paths";
import { usePeople, useSync, useWorkspace } from "../../store/hooks";
import { Badge } from "../../ui/Badge";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { AddMember } from "./AddMember";
import css from "./Members.module.css";
import { canAdd, roleNames, whyNobodyCanBeAdded } from "./roles";

/** Who is in an organisation, and as what. */
export default function Members({ params: { org: id } }: { params: { org: string } }) {
  const org = useWorkspace().organisations.find((each) => each.id === id);
  const people = usePeople();
  const { link } = useSync();
  if (org === undefined) {
    return (
      <Screen title="Members">
        <EmptyState
          icon="building"
          title="This organisation is not on this machine"
          body="It may have been left, or your membership ended."
          action={<Button onClick={() => go(paths.home())}>All projects</Button>}
        />
      </Screen>
    );
  }
  const members = [...org.members].sort((a, b) => a.name.localeCompare(b.name));
  const isMe = ({ user }: Member) => people.get(user)?.isMe ?? false;
  const obstacle = whyNobodyCanBeAdded(org.role, link);
  return (
    <Screen
      title={`Members of ${org.name}`}
      lead="Members see all projects of the organisation. What each may do depends on the role."
    >
      {org.relay === null ? (
        <EmptyState
          icon="users"
          title="Only you are here"
          body="This organisation is on this machine alone. Share it with a team to add people."
          action={<Button onClick={() => go(paths.join(id))}>Share with a team</Button>}
        />
      ) : (
        <>
          {obstacle !== null && <Banner tone="info">{obstacle}</Banner>}
          {canAdd(org.role) && obstacle === null && (
            <AddMember org={id} own={org.role ?? "guest"} />
          )}
          <ul className={css.list} aria-label="Members">
            {members.map((member) => (
              <li key={member.user} className={css.row}>
                <MemberAvatar user={member.user} />
                <span className={css.name}>{member.name}</span>
                {isMe(member) && <Badge>You</Badge>}
                <span className={css.role}>{roleNames[member.role] ?? member.role}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Screen>
  );
}
