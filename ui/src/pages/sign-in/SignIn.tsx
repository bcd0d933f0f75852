import { AccountForm } from "../../parts/account/AccountForm";
import { go } from "../../parts/go";
import { counted } from "../../parts/numbers";
import { Screen } from "../../parts/Screen";
import { paths } from "../../paths";
import { useMe, useSync } from "../../store/hooks";

/** Sign in to a relay, or sign up there. What is on this machine stays as it is. */
export default function SignIn() {
  const { last_relay } = useMe();
  const { waiting } = useSync();
  const lead =
    waiting > 0
      ? `${counted(waiting, "change")} of yours ${waiting === 1 ? "waits" : "wait"} on this machine and will be sent when you are signed in.`
      : "A relay keeps your team’s projects in step. What is on this machine stays as it is.";
  return (
    <Screen title="Sign in or sign up" lead={lead} width="form">
      <AccountForm
        autoFocus
        mode={last_relay === null ? "sign_up" : "sign_in"}
        onDone={() => go(paths.home())}
      />
    </Screen>
  );
}
