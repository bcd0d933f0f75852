import { type Action, actionsNow } from "../../parts/keys/keymap";
import { Kbd } from "../../ui/Kbd";
import css from "./KeyboardSettings.module.css";

/** Every key there is now, from the list that the keyboard itself reads. */
export function KeyboardSettings() {
  const groups = new Map<Action["group"], Action[]>();
  for (const action of actionsNow()) {
    if (action.keys === undefined || action.keys.length === 0) continue;
    groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  }
  return (
    <div className={css.groups}>
      {[...groups].map(([group, actions]) => (
        <section key={group} aria-labelledby={`keys-${group}`}>
          <h3 id={`keys-${group}`} className={css.title}>
            {group}
          </h3>
          <dl className={css.keys}>
            {actions.map(({ id, name, keys = [] }) => (
              <div key={id}>
                <dt>{name}</dt>
                <dd>
                  {keys.map((each) => (
                    <Kbd key={each} keys={each} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
