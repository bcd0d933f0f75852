import { Link } from "wouter";
import type { Project } from "../../backend/types";
import { paths } from "../../paths";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { go } from "../go";
import { ProjectMark } from "./ProjectMark";
import css from "./Switcher.module.css";

interface Props {
  project: Project;
  isHere: boolean;
}

/** One project in the sidebar, with its places behind a button. */
export function ProjectItem({ project, isHere }: Props) {
  const { id, name } = project;
  return (
    <li className={css.item} data-here={isHere || undefined}>
      <Link
        href={paths.project(id)}
        className={css.project}
        aria-current={isHere ? "page" : undefined}
        title={name}
      >
        <ProjectMark project={project} />
        <span className={css.name}>{name}</span>
      </Link>
      <Menu
        align="end"
        trigger={
          <IconButton icon="more" label={`More of ${name}`} size="sm" className={css.more} />
        }
        items={[
          { id: "list", label: "List", icon: "list", run: () => go(paths.list(id)) },
          { id: "board", label: "Board", icon: "board", run: () => go(paths.board(id)) },
          {
            id: "import",
            label: "Import tasks",
            icon: "upload",
            separated: true,
            run: () => go(paths.import(id)),
          },
          { id: "bin", label: "Deleted tasks", icon: "trash", run: () => go(paths.bin(id)) },
          {
            id: "settings",
            label: "Project settings",
            icon: "settings",
            run: () => go(paths.projectSettings(id)),
          },
        ]}
      />
    </li>
  );
}
