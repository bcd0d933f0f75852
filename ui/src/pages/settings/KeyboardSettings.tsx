import { Fragment } from "react";
import { knownKeys } from "../../parts/keys/keymap";
import { Kbd } from "../../ui/Kbd";
import css from "./KeyboardSettings.module.css";

/** The keys, from the list that the keyboard itself reads. A screen's keys come with the screen. */
export function KeyboardSettings() {
  return (
    <div className={css.groups}>
      {[...knownKeys()].map(([group, actions]) => (
        <section key={group} aria-labelledby={`keys-${group}`}>
          <h3 id={`keys-${group}`} className={css.title}>
            {group}
          </h3>
          <dl className={css.keys}>
            {actions.map(({ id, name, keys = [] }) => (
              <div key={id}>
                <dt>{name}</dt>
                <dd>
                  {keys.map((each, number) => (
                    <Fragment key={each}>
                      {number > 0 && <span className={css.or}>or</span>}
                      <Kbd keys={each} />
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className={css.hint}>
        Keys of lists, boards and tasks are added once you have opened one.
      </p>
    </div>
  );
}
