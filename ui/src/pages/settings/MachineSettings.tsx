import { useStore } from "zustand";
import { counted } from "../../parts/numbers";
import { syncAnswer } from "../../parts/sync/words";
import { sayFailure } from "../../store/acts";
import { useSync, useWorkspace } from "../../store/hooks";
import { session } from "../../store/session";
import { setOffline } from "../../store/syncing";
import { Switch } from "../../ui/Switch";
import { Facts } from "./Facts";
import css from "./MachineSettings.module.css";

/** What is on this machine, and whether it may speak to a relay. */
export function MachineSettings() {
  const version = useStore(session, (state) => state.version);
  const folder = useStore(session, (state) => state.folder);
  const { projects } = useWorkspace();
  const sync = useSync();
  const tasks = projects.reduce((sum, project) => sum + project.tasks, 0);
  const hasRelay = sync.link !== "local" && sync.link !== "signed_out";
  return (
    <>
      <Facts
        facts={[
          ["Version", version],
          ["Kept here", `${counted(projects.length, "project")}, ${counted(tasks, "task")}`],
          ["Folder", folder],
          ["Sync", syncAnswer(sync).title],
        ]}
      />
      {hasRelay && (
        <div className={css.row}>
          <div>
            <p className={css.name}>Work offline</p>
            <p className={css.hint}>Nothing is sent or fetched until this is off again.</p>
          </div>
          <Switch
            label="Work offline"
            checked={sync.link === "offline_on_purpose"}
            onChange={(offline) => void setOffline(offline).catch(sayFailure)}
          />
        </div>
      )}
    </>
  );
}
