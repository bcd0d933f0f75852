import { lazy, Suspense, useEffect, useRef } from "react";
import { Route, Switch, useLocation } from "wouter";
import Home from "../pages/home/Home";
import Project from "../pages/project/Project";
import { ActToasts } from "../parts/acts/ActToasts";
import { Palette } from "../parts/palette/Palette";
import { PickerHost } from "../parts/pickers/PickerHost";
import { QuickCreate } from "../parts/quick-create/QuickCreate";
import { routes } from "../paths";
import { Toaster } from "../ui/Toaster";
import { useAppActions } from "./actions";
import { Boundary } from "./Boundary";
import css from "./frame.module.css";
import { useRememberedPlace } from "./place";
import { Sidebar } from "./Sidebar";
import { useTitle } from "./title";

// The screens that the first look does not need come after it, or when they are asked for.
const later = {
  task: () => import("../pages/task/TaskPage"),
  search: () => import("../pages/search/Search"),
  newProject: () => import("../pages/new-project/NewProject"),
  import: () => import("../pages/import/Import"),
  bin: () => import("../pages/bin/Bin"),
  projectSettings: () => import("../pages/settings/ProjectSettings"),
  settings: () => import("../pages/settings/Settings"),
  refused: () => import("../pages/refused/Refused"),
  signIn: () => import("../pages/sign-in/SignIn"),
  join: () => import("../pages/join/Join"),
  members: () => import("../pages/members/Members"),
};
const Task = lazy(later.task);
const Search = lazy(later.search);
const NewProject = lazy(later.newProject);
const Import = lazy(later.import);
const Bin = lazy(later.bin);
const ProjectSettings = lazy(later.projectSettings);
const Settings = lazy(later.settings);
const Refused = lazy(later.refused);
const SignIn = lazy(later.signIn);
const Join = lazy(later.join);
const Members = lazy(later.members);

/** After the first screen, in milliseconds: nobody waits, and no other screen begins blank. */
const calm = 1500;

/** Sidebar, the screen, and what floats above both. */
export function Frame(): React.JSX.Element {
  const [place] = useLocation();
  const main = useRef<HTMLElement>(null);
  useRememberedPlace();
  useTitle();
  useEffect(() => {
    const load = (): void => {
      // One that does not come is asked for again when it is shown.
      for (const screen of Object.values(later)) screen().catch(() => undefined);
    };
    const timer = setTimeout(load, calm);
    return () => clearTimeout(timer);
  }, []);
  useAppActions();
  return (
    <div className={css.frame}>
      <Sidebar onSkip={() => main.current?.focus()} />
      <main ref={main} className={css.screen} tabIndex={-1}>
        <Boundary place={place}>
          <Suspense fallback={null}>
            <Switch>
              <Route path={routes.home} component={Home} />
              <Route path={routes.list}>
                {({ project, task }) => <Project project={project} task={task} layout="list" />}
              </Route>
              <Route path={routes.board}>
                {({ project, task }) => <Project project={project} task={task} layout="board" />}
              </Route>
              <Route path={routes.task}>
                {({ project, task }) => <Task key={task} project={project} task={task} />}
              </Route>
              <Route path={routes.search} component={Search} />
              <Route path={routes.newProject} component={NewProject} />
              <Route path={routes.import} component={Import} />
              <Route path={routes.bin} component={Bin} />
              <Route path={routes.projectSettings} component={ProjectSettings} />
              <Route path={routes.settings} component={Settings} />
              <Route path={routes.refused} component={Refused} />
              <Route path={routes.signIn} component={SignIn} />
              <Route path={routes.join} component={Join} />
              <Route path={routes.members} component={Members} />
              <Route component={Home} />
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <PickerHost />
      <QuickCreate />
      <Palette />
      <ActToasts />
      <Toaster />
    </div>
  );
}
