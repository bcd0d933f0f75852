import { Link, useLocation } from "wouter";
import { openPalette } from "../parts/palette/open-palette";
import { openQuickCreate } from "../parts/quick-create/open-quick-create";
import { OrganisationSwitcher, Projects } from "../parts/switcher/Switcher";
import { SyncStatus } from "../parts/sync/SyncStatus";
import { paths, projectIn } from "../paths";
import { useProject } from "../store/hooks";
import { Icon, type IconName } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import css from "./frame.module.css";

/** Where one is, where one can go, and whether it is safe. */
export function Sidebar(): React.JSX.Element {
  const [place] = useLocation();
  const project = useProject(projectIn(place));
  return (
    <nav className={css.sidebar} aria-label="Aloft">
      <OrganisationSwitcher />
      <div className={css.actions}>
        {project !== undefined && (
          <Press icon="plus" words="New task" keys="c" run={() => openQuickCreate()} />
        )}
        <Press icon="command" words="Do anything" keys="mod+k" run={openPalette} />
        <Link
          href={paths.search()}
          className={css.item}
          aria-current={place === paths.search() ? "page" : undefined}
        >
          <Icon name="search" />
          Search
          <Kbd keys="/" />
        </Link>
      </div>
      <Projects />
      <SyncStatus />
    </nav>
  );
}

interface PressProps {
  icon: IconName;
  words: string;
  keys: string;
  run: () => void;
}

function Press({ icon, words, keys, run }: PressProps): React.JSX.Element {
  return (
    <button type="button" className={css.item} onClick={run}>
      <Icon name={icon} />
      {words}
      <Kbd keys={keys} />
    </button>
  );
}
