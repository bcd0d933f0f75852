import { Fragment, useState } from "react";
import { useSync, useWorkspace } from "../../store/hooks";
import { Icon, type IconName } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { SyncPopover } from "./SyncPopover";
import css from "./SyncStatus.module.css";
import { type SyncIcon, syncLine } from "./words";

const icons: Record<SyncIcon, IconName> = {
  synced: "cloud-check",
  local: "hard-drive",
  offline: "cloud-off",
  busy: "refresh",
  waiting: "cloud-up",
  attention: "alert",
};

/** The foot of the sidebar: whether it is safe, always; pressed, why. */
export function SyncStatus() {
  const view = useSync();
  const { projects } = useWorkspace();
  const [open, setOpen] = useState(false);
  const line = syncLine(view, (id) => projects.find((project) => project.id === id)?.name);
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        label="Sync"
        side="top"
        align="start"
        trigger={
          <button type="button" className={css.line} data-tone={line.tone}>
            <Icon name={icons[line.icon]} />
            <span className={css.text}>
              <Parts of={line.text} />
            </span>
          </button>
        }
      >
        <SyncPopover onClose={() => setOpen(false)} />
      </Popover>
      {/* Beside the button, because a live region inside of one is not announced. */}
      <span role="status" className={css.hidden}>
        {line.text}
      </span>
    </>
  );
}

/** `Offline · 3 waiting`: it is broken between its parts and nowhere else. */
function Parts({ of }: { of: string }) {
  const parts = of.split(" · ");
  return parts.map((part, at) => (
    <Fragment key={part}>
      <span className={css.part}>
        {part}
        {at < parts.length - 1 && " ·"}
      </span>{" "}
    </Fragment>
  ));
}
