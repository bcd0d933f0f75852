import { Icon } from "../../ui/Icon";
import { Section } from "./Section";
import { sizeWords } from "./size";
import css from "./task.module.css";
import { useScene } from "./use-scene";

/** The files that somebody attached. Their contents do not travel yet: only what they are does. */
export function Attachments(): React.JSX.Element | null {
  const { detail, names } = useScene();
  const attachments = detail?.attachments ?? [];
  if (attachments.length === 0) return null;
  return (
    <Section title="Attachments">
      <ul>
        {attachments.map(({ id, name, size, added_by }) => (
          <li
            key={id}
            className={css.row}
            title={added_by ? `Added by ${names.person(added_by)}` : undefined}
          >
            <Icon name="attachment" className={css.quiet} />
            <span className={css.rowText} data-selectable="">
              {name}
            </span>
            <span className={css.note}>{sizeWords(size)} · The file is not on this machine</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
