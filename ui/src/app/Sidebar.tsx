import { useLocation } from "wouter";
import { openPalette } from "../parts/palette/open-palette";
import { openQuickCreate } from "../parts/quick-create/open-quick-create";
import { OrganisationSwitcher, Projects } from "../parts/switcher/Switcher";
import { SyncStatus } from "../parts/sync/SyncStatus";
import { paths } from "../paths";
import { useWorkspace } from "../store/hooks";
import { IconButton } from "../ui/IconButton";
import css from "./frame.module.css";
import { Press } from "./Press";
import { toggleSidebar, useIsRail } from "./sidebar-width";

/** Where one is, where one can go, and whether it is safe. */
export function Sidebar({ onSkip }: { onSkip: () => void }): React.JSX.Element {
  const [place] = useLocation();
  const isRail = useIsRail();
  const { projects } = useWorkspace();
  return (
    <nav className={css.sidebar} aria-label="Aloft" data-rail={isRail || undefined}>
      <button type="button" className={css.skip} onClick={onSkip}>
        Skip to the content
      </button>
      {!isRail && <OrganisationSwitcher />}
      <div className={css.actions}>
        {projects.length > 0 && (
          <Press
            icon="plus"
            words="New task"
            keys="c"
            isRail={isRail}
            does={() => openQuickCreate()}
          />
        )}
        <Press icon="command" words="Do anything" keys="mod+k" isRail={isRail} does={openPalette} />
        <Press
          icon="search"
          words="Search"
          keys="/"
          isRail={isRail}
          does={{ to: paths.search(), isHere: place === paths.search() }}
        />
      </div>
      {!isRail && <Projects />}
      <div className={css.foot}>
        <SyncStatus />
        <IconButton
          icon="sidebar"
          label={isRail ? "Show the sidebar" : "Hide the sidebar"}
          shortcut="mod+\"
          onClick={toggleSidebar}
        />
      </div>
    </nav>
  );
}
