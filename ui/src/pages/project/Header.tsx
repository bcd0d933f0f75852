import { Link } from "wouter";
import type { Project } from "../../backend/types";
import { counted } from "../../parts/numbers";
import { openQuickCreate } from "../../parts/quick-create/open-quick-create";
import { paths } from "../../paths";
import { useOpenProject } from "../../store/hooks";
import { Icon, type IconName } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { DisplayMenu } from "./DisplayMenu";
import { FilterMenu } from "./FilterMenu";
import css from "./project.module.css";

export interface HeaderProps {
  project: Project;
  layout: "list" | "board";
}

/** Which project, how it is looked at, and what can be changed about that. */
export function Header({ project, layout }: HeaderProps): React.JSX.Element {
  return (
    <header className={css.header}>
      <h1 className={css.title}>{project.name}</h1>
      <Count all={project.tasks} />
      <div className={css.tools}>
        <nav className={css.layouts} aria-label="Layout">
          <Layout to={paths.list(project.id)} here={layout === "list"} icon="list" name="List" />
          <Layout
            to={paths.board(project.id)}
            here={layout === "board"}
            icon="board"
            name="Board"
          />
        </nav>
        <FilterMenu project={project} />
        <DisplayMenu />
        <IconButton icon="plus" label="New task" shortcut="c" onClick={() => openQuickCreate()} />
      </div>
    </header>
  );
}

/** Apart, so that a change of one task draws a number and not the whole header. */
function Count({ all }: { all: number }): React.JSX.Element {
  const { view } = useOpenProject();
  const shown = view?.shown ?? all;
  return <span className={css.count}>{counted(shown, "task")}</span>;
}

interface LayoutProps {
  to: string;
  here: boolean;
  icon: IconName;
  name: string;
}

function Layout({ to, here, icon, name }: LayoutProps): React.JSX.Element {
  return (
    <Link href={to} className={css.layout} aria-current={here ? "page" : undefined}>
      <Icon name={icon} />
      {name}
    </Link>
  );
}
