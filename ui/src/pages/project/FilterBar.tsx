import type { Project } from "../../backend/types";
import { setDisplay } from "../../store/display";
import { isFiltering, noFilter } from "../../store/filter";
import { useDisplay } from "../../store/hooks";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Input } from "../../ui/Input";
import css from "./project.module.css";
import { useFilterItems } from "./use-filter-items";

/** What the view is narrowed to, while it is; each part can be taken away. */
export function FilterBar({ project }: { project: Project }): React.JSX.Element | null {
  const { filter } = useDisplay();
  const items = useFilterItems(project).filter(({ on }) => on);
  if (!isFiltering(filter) && filter.text === "") return null;
  return (
    <div className={css.filters} role="group" aria-label="Filters">
      {items.map(({ id, section, name, icon, turned }) => (
        <Chip
          key={id}
          filled
          start={icon}
          removeLabel={`Remove the filter ${section}: ${name}`}
          onRemove={() => setDisplay({ filter: turned })}
          aria-label={`${section}: ${name}`}
        >
          {name}
        </Chip>
      ))}
      <Input
        size="sm"
        className={css.find}
        aria-label="Title contains"
        placeholder="Title contains…"
        value={filter.text}
        onChange={(event) => setDisplay({ filter: { ...filter, text: event.currentTarget.value } })}
      />
      <Button
        size="sm"
        variant="ghost"
        className={css.clear}
        onClick={() => setDisplay({ filter: noFilter })}
      >
        Clear
      </Button>
    </div>
  );
}
