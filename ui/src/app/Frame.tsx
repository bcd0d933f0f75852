import { lazy, Suspense, useRef } from "react";
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

// The screens that the first look does not need come when they are asked for.
const Task = lazy(() => import("../pages/task/TaskPage"));
const Search = lazy(() => import("../pages/search/Search"));
const NewProject = lazy(() => import("../pages/new-project/NewProject"));
const Import = lazy(() => import("../pages/import/Import"));
const Bin = lazy(() => import("../pages/bin/Bin"));
const ProjectSettings = lazy(() => import("../pages/settings/ProjectSettings"));
const Settings = lazy(() => import("../pages/settings/Settings"));
const Refused = lazy(() => import("../pages/refused/Refused"));
const SignIn = lazy(() => import("../pages/sign-in/SignIn"));
const Join = lazy(() => import("../pages/join/Join"));
const Members = lazy(() => import("../pages/members/Members"));

/** Sidebar, the screen, and what floats above both. */
export function Frame(): React.JSX.Element {
  const [place] = useLocation();
  const main = useRef<HTMLElement>(null);
  useRememberedPlace();
  useTitle();
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
