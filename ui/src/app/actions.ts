import { useLocation } from "wouter";
import { door } from "../backend/door";
import { go } from "../parts/go";
import { type Action, useActions } from "../parts/keys/keymap";
import { openPalette } from "../parts/palette/open-palette";
import { openQuickCreate } from "../parts/quick-create/open-quick-create";
import { paths, projectIn } from "../paths";
import { redo, sayFailure, undo } from "../store/acts";
import { useProject, useSettings, useWorkspace } from "../store/hooks";
import { saveSettings } from "../store/start";
import { toggleSidebar } from "./sidebar-width";
import { isDarkNow } from "./theme";

/** What can be done on every screen. */
export function useAppActions(): void {
  const [place] = useLocation();
  const project = useProject(projectIn(place));
  const { projects } = useWorkspace();
  useSettings();
  const inProject = project !== undefined;
  const isDark = isDarkNow();
  const actions: Action[] = [
    {
      id: "palette",
      name: "Do anything",
      group: "Aloft",
      keys: ["mod+k"],
      inText: true,
      hidden: true,
      run: openPalette,
    },
    {
      id: "create-task",
      name: "New task…",
      group: "Create",
      keys: ["c"],
      icon: "plus",
      also: "create add issue",
      applies: () => projects.length > 0,
      run: () => openQuickCreate(),
    },
    {
      id: "create-project",
      name: "New project…",
      group: "Create",
      icon: "plus",
      run: () => go(paths.newProject(project?.org_id)),
    },
    {
      id: "undo",
      name: "Undo",
      group: "Aloft",
      keys: ["mod+z"],
      icon: "undo",
      run: () => void undo(),
    },
    {
      id: "redo",
      name: "Redo",
      group: "Aloft",
      keys: ["mod+shift+z", "mod+y"],
      icon: "redo",
      run: () => void redo(),
    },
    {
      id: "search",
      name: "Search tasks",
      group: "Go to",
      keys: ["/"],
      icon: "search",
      run: () => go(paths.search()),
    },
    {
      id: "sync-now",
      name: "Sync now",
      group: "Aloft",
      icon: "refresh",
      run: () => void door.syncNow().catch(sayFailure),
    },
    {
      id: "dark",
      name: isDark ? "Use the light theme" : "Use the dark theme",
      group: "Aloft",
      icon: "eye",
      run: () => void saveSettings({ theme: isDark ? "light" : "dark" }).catch(sayFailure),
    },
    {
      id: "home",
      name: "Projects",
      group: "Go to",
      keys: ["g p"],
      icon: "folder",
      also: "home",
      run: () => go(paths.home()),
    },
    {
      id: "settings",
      name: "Settings",
      group: "Go to",
      keys: ["mod+,", "g s"],
      icon: "settings",
      run: () => go(paths.settings()),
    },
    {
      id: "keys",
      name: "Keys",
      group: "Go to",
      keys: ["?"],
      icon: "keyboard",
      also: "shortcuts help keyboard",
      run: () => go(paths.settings("keyboard")),
    },
    {
      id: "sidebar",
      name: "Show or hide the sidebar",
      group: "View",
      keys: ["mod+\\"],
      icon: "sidebar",
      run: toggleSidebar,
    },
    {
      id: "refused",
      name: "Refused changes",
      group: "Go to",
      keys: ["g r"],
      icon: "inbox",
      run: () => go(paths.refused()),
    },
    ...projects.map(
      (each): Action => ({
        id: `project-${each.id}`,
        name: each.name,
        group: "Go to",
        icon: "folder",
        also: `${each.key} project`,
        applies: () => each.id !== project?.id,
        run: () => go(paths.project(each.id)),
      }),
    ),
    {
      id: "list",
      name: "List",
      group: "Go to",
      keys: ["g l"],
      icon: "list",
      applies: () => inProject,
      run: () => go(paths.list(project?.id ?? "")),
    },
    {
      id: "board",
      name: "Board",
      group: "Go to",
      keys: ["g b"],
      icon: "board",
      applies: () => inProject,
      run: () => go(paths.board(project?.id ?? "")),
    },
    {
      id: "import",
      name: "Import tasks from a file…",
      group: "Create",
      icon: "upload",
      also: "csv",
      applies: () => inProject,
      run: () => go(paths.import(project?.id ?? "")),
    },
    {
      id: "bin",
      name: "Deleted tasks",
      group: "Go to",
      keys: ["g d"],
      icon: "trash",
      also: "bin trash",
      applies: () => inProject,
      run: () => go(paths.bin(project?.id ?? "")),
    },
    {
      id: "project-settings",
      name: "Project settings",
      group: "Go to",
      icon: "settings",
      also: "states labels members",
      applies: () => inProject,
      run: () => go(paths.projectSettings(project?.id ?? "")),
    },
  ];
  useActions(actions, "window");
}
