import { memo, useDeferredValue, useRef, useState } from "react";
import type { Found } from "../../backend/door";
import { go } from "../../parts/go";
import { counted } from "../../parts/numbers";
import { type Search as Searching, useSearch } from "../../parts/palette/use-search";
import { MemberAvatars } from "../../parts/task/MemberAvatar";
import { PriorityIcon } from "../../parts/task/PriorityIcon";
import { progressOf } from "../../parts/task/progress";
import { StateIcon } from "../../parts/task/StateIcon";
import { TaskKey } from "../../parts/task/TaskKey";
import { paths } from "../../paths";
import { sortedStates } from "../../store/grouping";
import { useWorkspace } from "../../store/hooks";
import { priorityOf } from "../../store/order";
import { EmptyState } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import { marked, standsIn } from "./marked";
import css from "./search.module.css";

const most = 50;
/** As many as fit into the window; those below it are drawn after the frame. */
const fitting = 24;

/** Finds tasks of all projects by title, description and comments, on this machine. */
export default function Search(): React.JSX.Element {
  const search = useSearch(null, most);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement | null>(null);
  const { found } = search;
  const active = Math.min(at, found.length - 1);
  const drawn = useDeferredValue(found) === found ? found : found.slice(0, fitting);

  const move = (to: number): void => {
    const next = Math.max(0, Math.min(to, found.length - 1));
    setAt(next);
    list.current?.children.item(next)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    const chosen = found[active];
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "Enter" && chosen !== undefined) open(chosen);
    else if (event.key === "Escape" && search.text === "") history.back();
    else if (event.key === "Escape") search.type("");
    else return;
    event.preventDefault();
  };
  return (
    <section className={css.page}>
      <VisuallyHidden>
        <h1>Search</h1>
      </VisuallyHidden>
      <div className={css.bar}>
        <Icon name="search" />
        <input
          autoFocus
          className={css.field}
          role="combobox"
          aria-label="Search tasks"
          aria-expanded={found.length > 0}
          aria-controls="found"
          aria-activedescendant={found.length > 0 ? `found-${active}` : undefined}
          placeholder="Search titles, descriptions and comments"
          autoComplete="off"
          spellCheck={false}
          value={search.text}
          onChange={(event) => {
            setAt(0);
            search.type(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        <span className={css.count} role="status">
          {countWords(search)}
        </span>
      </div>
      <div ref={list} id="found" className={css.found} role="listbox" aria-label="Tasks found">
        {drawn.map((each, index) => (
          <Result
            key={each.line.id}
            id={`found-${index}`}
            found={each}
            text={search.answered}
            active={index === active}
          />
        ))}
      </div>
      <Nothing search={search} />
    </section>
  );
}

function Nothing({ search }: { search: Searching }): React.JSX.Element | null {
  if (search.found.length > 0) return null;
  if (search.text.trim() === "") {
    return (
      <EmptyState
        icon="search"
        title="Find any task"
        body="By its key, or by words in its title, its description or its comments. It works without a network."
      />
    );
  }
  if (!search.settled) return null;
  return (
    <EmptyState
      icon="search"
      title={`Nothing found for “${search.text.trim()}”`}
      body="Try fewer words, or the beginning of a word."
    />
  );
}

interface ResultProps {
  id: string;
  found: Found;
  text: string;
  active: boolean;
}

const Result = memo(function Result({ id, found, text, active }: ResultProps) {
  const { line, project } = found;
  const { projects } = useWorkspace();
  const home = projects.find((each) => each.id === project);
  const states = home === undefined ? [] : sortedStates(home);
  const state = states.find((each) => each.id === line.state);
  const isHere = standsIn(`${line.key} ${line.title}`, text);
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-label={`${line.key} ${line.title}`}
      className={css.result}
      data-task={line.id}
      onClick={() => open(found)}
    >
      <PriorityIcon priority={priorityOf(line)} />
      <span className={css.key}>
        <TaskKey value={line.key} />
      </span>
      <StateIcon
        category={line.category ?? "backlog"}
        color={state?.color}
        progress={state && progressOf(state, states)}
      />
      <span className={css.title}>
        {marked(line.title, text).map(({ part, hit, at }) =>
          hit ? <mark key={at}>{part}</mark> : part,
        )}
        {!isHere && <span className={css.where}>in its description or comments</span>}
      </span>
      <span className={css.project}>{home?.name}</span>
      {line.assignees !== undefined && <MemberAvatars users={line.assignees} />}
    </div>
  );
});

function open({ line, project }: Found): void {
  go(paths.task(project, line.id));
}

function countWords({ found, text, settled }: Searching): string {
  if (text.trim() === "" || !settled) return "";
  if (found.length === most) return `The first ${most}`;
  return found.length === 0 ? "" : counted(found.length, "task");
}
