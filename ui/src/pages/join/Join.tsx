import { AccountForm } from "../../parts/account/AccountForm";
import { go } from "../../parts/go";
import { Screen } from "../../parts/Screen";
import { paths } from "../../paths";
import { useMe, useWorkspace } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Handover } from "./Handover";
import css from "./Join.module.css";
import { ShareForm } from "./ShareForm";

/** An organisation of this machine becomes one that a team shares. Nothing in it changes. */
export default function Join({ params: { org: id } }: { params: { org: string } }) {
  const { organisations, projects } = useWorkspace();
  const me = useMe();
  const org = organisations.find((each) => each.id === id);
  if (org === undefined) {
    return (
      <Screen title="Share with a team">
        <EmptyState
          icon="building"
          title="This organisation is not on this machine"
          body="It may have been left, or shared from another machine."
          action={<Button onClick={() => go(paths.home())}>All projects</Button>}
        />
      </Screen>
    );
  }
  if (org.relay !== null) {
    return (
      <Screen title={`${org.name} is shared`} width="form">
        <Handover org={org} />
      </Screen>
    );
  }
  const mine = projects.filter((project) => project.org_id === id);
  const step = me.account === null ? 1 : 2;
  return (
    <Screen
      title="Share with a team"
      lead="Everything stays as it is: projects, tasks, comments, history. A copy goes to the relay, and the people you add get it."
      width="form"
    >
      <p className={css.step}>Step {step} of 2</p>
      {me.account === null ? (
        <>
          <h2 className={css.title}>Sign in to a relay, or sign up there</h2>
          <AccountForm
            autoFocus
            mode={me.last_relay === null ? "sign_up" : "sign_in"}
            onDone={() => undefined}
          />
        </>
      ) : (
        <ShareForm org={org} account={me.account} projects={mine} />
      )}
    </Screen>
  );
}
