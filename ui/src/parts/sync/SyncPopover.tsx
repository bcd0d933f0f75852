import { Link } from "wouter";
import { paths } from "../../paths";
import { sayFailure } from "../../store/acts";
import { useMe, useSync } from "../../store/hooks";
import { setOffline, syncNow } from "../../store/syncing";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { go } from "../go";
import { useAsking } from "../use-asking";
import { useNow } from "../use-now";
import { syncActions, syncFacts } from "./facts";
import css from "./SyncPopover.module.css";
import { syncAnswer } from "./words";

/** Why the line at the foot of the sidebar says what it says, and what can be done. */
export function SyncPopover({ onClose }: { onClose: () => void }) {
  const view = useSync();
  const facts = syncFacts(view, useMe(), useNow());
  const actions = syncActions(view);
  const answer = syncAnswer(view);
  const trying = useAsking(syncNow);
  const isOffline = view.link === "offline_on_purpose";
  return (
    <div className={css.popover}>
      <div>
        <h2 className={css.title}>{answer.title}</h2>
        <p className={css.body}>{answer.body}</p>
        {view.words !== null && <p className={css.why}>{view.words}</p>}
      </div>
      {facts.length > 0 && (
        <dl className={css.facts}>
          {facts.map(({ label, value, title, tone, to }) => (
            <div key={label} data-tone={tone}>
              <dt>{label}</dt>
              <dd title={title}>
                {to === "refused" ? (
                  <Link href={paths.refused()} onClick={onClose}>
                    {value} · Show
                  </Link>
                ) : (
                  value
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {actions.offlineSwitch && (
        <div className={css.switch}>
          <span>Work offline</span>
          <Switch
            label="Work offline"
            checked={isOffline}
            onChange={(offline) => void setOffline(offline).catch(sayFailure)}
          />
        </div>
      )}
      {trying.failure !== null && <p className={css.why}>{trying.failure.words}</p>}
      {actions.tryNow && (
        <Button busy={trying.busy} onClick={() => void trying.ask()}>
          {view.link === "online" ? "Sync now" : "Try now"}
        </Button>
      )}
      {actions.signIn && (
        <Button
          onClick={() => {
            onClose();
            go(paths.signIn());
          }}
        >
          Sign in again
        </Button>
      )}
    </div>
  );
}
