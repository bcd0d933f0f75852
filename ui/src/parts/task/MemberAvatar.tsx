import type { Uuid } from "../../backend/types";
import { usePerson } from "../../store/hooks";
import { Avatar } from "../../ui/Avatar";
import css from "./avatars.module.css";

/** Somebody's initials. Who is in no list of members has left: their work stays theirs. */
export function MemberAvatar({ user }: { user: Uuid }): React.JSX.Element {
  const person = usePerson(user);
  return <Avatar name={person?.name ?? "Former member"} />;
}

const most = 3;

/** Several people; a number stands for those beyond three. */
export function MemberAvatars({ users }: { users: readonly Uuid[] }): React.JSX.Element {
  const shown = users.slice(0, users.length > most ? most - 1 : most);
  return (
    <span className={css.stack}>
      {shown.map((user) => (
        <MemberAvatar key={user} user={user} />
      ))}
      {users.length > shown.length && (
        <span className={css.more}>+{users.length - shown.length}</span>
      )}
    </span>
  );
}
