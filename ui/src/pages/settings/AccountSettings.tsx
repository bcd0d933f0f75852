import { useState } from "react";
import { ConfirmDialog } from "../../parts/ConfirmDialog";
import { go } from "../../parts/go";
import { useAsking } from "../../parts/use-asking";
import { paths } from "../../paths";
import { signOut } from "../../store/account";
import { useMe, useSync } from "../../store/hooks";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Facts } from "./Facts";
import { signOutWords, tokenWords } from "./words";

/** Who is signed in where, and what signing out means. */
export function AccountSettings() {
  const { account, tokens_in } = useMe();
  const { waiting } = useSync();
  const [asking, setAsking] = useState(false);
  const leaving = useAsking(signOut);
  if (account === null) {
    return (
      <EmptyState
        icon="user"
        title="You work without an account"
        body="Everything is on this machine. Sign in to a relay to share projects with a team."
        action={<Button onClick={() => go(paths.signIn())}>Sign in or sign up</Button>}
      />
    );
  }
  return (
    <>
      <Facts
        facts={[
          ["Name", account.name],
          ["Email", account.email],
          ["Relay", account.relay],
          ["Session", tokenWords[tokens_in]],
        ]}
      />
      {leaving.failure !== null && <Banner tone="danger">{leaving.failure.words}</Banner>}
      <Button icon="sign-out" busy={leaving.busy} onClick={() => setAsking(true)}>
        Sign out
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out?"
        confirm="Sign out"
        onConfirm={() => void leaving.ask()}
      >
        {signOutWords(waiting)}
      </ConfirmDialog>
    </>
  );
}
