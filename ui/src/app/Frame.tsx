import { Suspense, useCallback, useEffect, useRef } from "react";
import { Route, Switch, useLocation } from "wouter";
import Home from "../pages/home/Home";
import { ActToasts } from "../parts/acts/ActToasts";
import { fetchLater, later } from "../parts/later";
import { Palette } from "../parts/palette/Palette";
import { PickerHost } from "../parts/pickers/PickerHost";
import { QuickCreate } from "../parts/quick-create/QuickCreate";
import { routes } from "../paths";
import { Toaster } from "../ui/Toaster";
import { useAppActions } from "./actions";
import { Boundary } from "./Boundary";
import css from "./frame.module.css";
import { KeptProject } from "./KeptProject";
import { useRememberedPlace } from "./place";
import { Sidebar } from "./Sidebar";
import { useTitle } from "./title";

const Task = later(() => import("../pages/task/TaskPage"));
const Search = later(() => import("../pages/search/Search"));
const NewProject = later(() => import("../pages/new-project/NewProject"));
const Import = later(() => import("../pages/import/Import"));
const Bin = later(() => import("../pages/bin/Bin"));
const ProjectSettings = later(() => import("../pages/settings/ProjectSettings"));
const Settings = later(() => import("../pages/settings/Settings"));
const Refused = later(() => import("../pages/refused/Refused"));
const SignIn = later(() => import("../pages/sign-in/SignIn"));
const Join = later(() => import("../pages/join/Join"));
const Members = later(() => import("../pages/members/Members"));

/** After the first screen, in milliseconds: nobody waits, and no other screen begins blank. */
const calm = 1500;

/**
 * Sidebar, the screen, and what floats above both. It is drawn once: each part sees for itself
 * where the person is, and what does not care is not drawn anew by a change of the place.
 */
export function Frame(): React.JSX.Element {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => void fetchLater(), calm);
    return () => clearTimeout(timer);
  }, []);
  const skip = useCallback(() => main.current?.focus(), []);
  return (
    <div className={css.frame}>
      <AtPlace />
      <Sidebar onSkip={skip} />
      <main ref={main} className={css.screen} tabIndex={-1}>
        <Screen />
      </main>
      <PickerHost />
      <QuickCreate />
      <Palette />
      <ActToasts />
      <Toaster />
    </div>
  );
}

/** What follows the person from place to place, and is not seen. */
function AtPlace(): null {
  useRememberedPlace();
  useTitle();
  useAppActions();
  return null;
}

function Screen(): React.JSX.Element {
  const [place] = useLocation();
  return (
    <Boundary place={place}>
      <KeptProject />
      <Suspense fallback={null}>
        <Switch>
          <Route path={routes.home} component={Home} />
          <Route path={routes.list} />
          <Route path={routes.board} />
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
  );
}
