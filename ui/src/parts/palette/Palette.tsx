import { useStore } from "zustand";
import type { Found } from "../../backend/door";
import type { Project } from "../../backend/types";
import { paths } from "../../paths";
import { sortedStates } from "../../store/grouping";
import { useWorkspace } from "../../store/hooks";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { PickerMenu, type PickerMenuItem } from "../../ui/PickerMenu";
import { go } from "../go";
import { type Action, actionsNow } from "../keys/keymap";
import { progressOf } from "../task/progress";
import { StateIcon } from "../task/StateIcon";
import { closePalette, palette } from "./open-palette";
import css from "./palette.module.css";
import { recentTasks } from "./recent";
import { useSearch } from "./use-search";

/** Everything that can be done or gone to from here, found by typing. */
export function Palette(): React.JSX.Element {
  const open = useStore(palette, (state) => state.open);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && closePalette()}
      title="Do anything"
      hideTitle
      size="md"
      className={css.palette}
    >
      <PaletteList />
    </Dialog>
  );
}

const mostTasks = 8;

/** What is about the task at hand comes first. */
const sections: readonly Action["group"][] = ["Task", "Create", "View", "Go to", "Aloft"];

function PaletteList(): React.JSX.Element {
  const { text, type, found } = useSearch(null, mostTasks);
  const { projects } = useWorkspace();
  const actions = actionsNow().filter(({ hidden }) => !hidden);
  const words = text.trim().toLowerCase();
  const items = [
    ...(words === "" ? recentItems() : []),
    ...actions
      .filter((action) => fits(action, words))
      .sort((a, b) => sections.indexOf(a.group) - sections.indexOf(b.group))
      .map(actionItem),
    ...(words === "" ? [] : found.map((each) => taskItem(each, projects))),
  ];
  const pick = (id: string): void => {
    closePalette();
    const action = actions.find((each) => each.id === id);
    // The dialog gives the focus back first: what the action opens may take it then.
    if (action !== undefined) requestAnimationFrame(() => action.run());
    else go(id);
  };
  return (
    <PickerMenu
      label="Search for an action or a task…"
      items={items}
      onType={type}
      onPick={pick}
      size="lg"
      none="No action and no task of that name"
    />
  );
}

function fits({ name, also = "", group }: Action, words: string): boolean {
  const all = `${name} ${also} ${group}`.toLowerCase();
  return words.split(/\s+/).every((word) => all.includes(word));
}

function actionItem({ id, name, group, icon, keys }: Action): PickerMenuItem {
  const key = keys?.[0];
  return {
    id,
    name,
    section: group,
    ...(icon === undefined ? {} : { icon: <Icon name={icon} /> }),
    ...(key === undefined ? {} : { hint: <Kbd keys={key} /> }),
  };
}

function taskItem({ line, project }: Found, projects: readonly Project[]): PickerMenuItem {
  const home = projects.find(({ id }) => id === project);
  const states = home === undefined ? [] : sortedStates(home);
  const state = states.find(({ id }) => id === line.state);
  return {
    id: paths.task(project, line.id),
    name: line.title,
    section: "Tasks",
    icon: (
      <StateIcon
        category={line.category ?? "backlog"}
        color={state?.color}
        progress={state && progressOf(state, states)}
      />
    ),
    hint: line.key,
  };
}

function recentItems(): PickerMenuItem[] {
  return recentTasks()
    .slice(0, 3)
    .map(({ project, task, key, title }) => ({
      id: paths.task(project, task),
      name: title,
      section: "Recent",
      icon: <Icon name="history" />,
      hint: key,
    }));
}
