import { ago, exact } from "../../parts/ago";
import { counted } from "../../parts/numbers";
import { useNow } from "../../parts/use-now";
import { useOrganisation } from "../../store/hooks";
import css from "./properties.module.css";
import { useScene } from "./use-scene";

/** What nobody sets: where it came from, when it was made and changed, what is still on its way. */
export function Facts(): React.JSX.Element {
  const { line, detail, names, project } = useScene();
  const isShared = (useOrganisation(project.id)?.relay ?? null) !== null;
  const now = useNow();
  const by = line.created_by === undefined ? "" : ` by ${names.person(line.created_by)}`;
  const outside = Object.entries(detail?.external_ids ?? {});
  // Where there is no relay, nothing waits for one.
  const waiting = isShared ? (detail?.waiting ?? 0) : 0;
  return (
    <ul className={css.facts}>
      <li title={exact(line.created_at)}>
        Created {ago(line.created_at, now)}
        {by}
      </li>
      <li title={exact(line.updated_at)}>Updated {ago(line.updated_at, now)}</li>
      {outside.map(([source, id]) => (
        <li key={source}>
          In {source}: <span data-selectable="">{id}</span>
        </li>
      ))}
      {waiting > 0 && <li>{counted(waiting, "change waits", "changes wait")} for the relay</li>}
    </ul>
  );
}
