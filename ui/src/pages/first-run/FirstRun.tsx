import { go } from "../../parts/go";
import { ProjectForm } from "../../parts/project-form/ProjectForm";
import { openQuickCreate } from "../../parts/quick-create/open-quick-create";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import css from "./FirstRun.module.css";

const points = [
  "Works offline all the same.",
  "Work done apart is merged, and what cannot be merged is shown.",
  "You always see what is synced and what waits.",
];

/** Nothing is here yet: two ways to begin, neither of which closes the other. */
export default function FirstRun() {
  function open(project: string) {
    go(paths.project(project));
    // The first task is the next thing that anybody wants.
    openQuickCreate();
  }

  return (
    <div className={css.screen}>
      <div className={css.column}>
        <h1 className={css.title}>Welcome to Aloft</h1>
        <p className={css.lead}>
          Your projects live on this machine. Everything works without a network.
        </p>
        <div className={css.ways}>
          <section className={css.way} aria-labelledby="way-local">
            <h2 id="way-local">Start here, without an account</h2>
            <p>Nothing leaves this machine until you share it with a team.</p>
            <ProjectForm org={null} submit="Create project" onCreated={open} />
          </section>
          <section className={css.way} aria-labelledby="way-account">
            <h2 id="way-account">Work with your team</h2>
            <p>Sign in to your team’s relay, and its projects come to this machine.</p>
            <ul className={css.points}>
              {points.map((point) => (
                <li key={point}>
                  <Icon name="check" />
                  {point}
                </li>
              ))}
            </ul>
            <Button className={css.go} onClick={() => go(paths.signIn())}>
              Sign in or sign up
            </Button>
          </section>
        </div>
      </div>
    </div>
  );
}
