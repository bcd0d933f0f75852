import { useId, useRef, useState } from "react";
import { Icon } from "./Icon";
import css from "./PickerMenu.module.css";
import { useFirstFocus } from "./use-first-focus";

export interface PickerMenuItem {
  /** Unique in the list. */
  id: string;
  name: string;
  icon?: React.ReactNode;
  /** At the right. */
  hint?: React.ReactNode;
  /** Other words by which it is found. */
  also?: string;
  /** Whether what is picked for has it: all of it, some of it, or none. */
  chosen?: "all" | "some" | "none";
  /** Items with one section stand together under its name. */
  section?: string;
}

export interface PickerMenuProps {
  /** Accessible name, and what the field says while it is empty. */
  label: string;
  items: readonly PickerMenuItem[];
  /** Items made from what was typed; they come last. */
  typed?: ((text: string) => readonly PickerMenuItem[]) | undefined;
  /** The list does its own finding: `items` are shown as they are. */
  onType?: (text: string) => void;
  /** Shows a box before each item. */
  multiple?: boolean;
  onPick: (id: string) => void;
  size?: "sm" | "lg";
  /** What is said when nothing is found. */
  none?: string;
}

/** A field and a list below it: type to find, arrows to move, Enter to pick. */
export function PickerMenu(props: PickerMenuProps): React.JSX.Element {
  const { label, items, typed, onType, multiple = false, onPick, size = "sm" } = props;
  const id = useId();
  const list = useRef<HTMLDivElement | null>(null);
  const field = useRef<HTMLInputElement | null>(null);
  useFirstFocus(field);
  const [text, setText] = useState("");
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      items.findIndex(({ chosen }) => chosen === "all"),
    ),
  );
  const found = onType === undefined ? matching(items, text) : items;
  const shown = typed === undefined ? found : [...found, ...typed(text)];
  const active = Math.min(at, shown.length - 1);
  // What was found stands by how well it fits, not by section.
  const headed = onType !== undefined || text === "";

  const move = (to: number): void => {
    const next = (to + shown.length) % Math.max(1, shown.length);
    setAt(next);
    list.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: shown.length - 1 }[
      event.key
    ];
    if (step !== undefined && !event.altKey) {
      event.preventDefault();
      move(step);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const item = shown[active];
      if (item !== undefined) onPick(item.id);
    }
  };
  const onChange = (event: React.ChangeEvent<HTMLInputElement>): void => {
    setText(event.target.value);
    setAt(0);
    onType?.(event.target.value);
  };
  return (
    <div className={css.menu} data-size={size}>
      <input
        ref={field}
        className={css.field}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length > 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        value={text}
        onChange={onChange}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        className={css.list}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple || undefined}
      >
        {shown.map((item, index) => (
          <Item
            key={item.id}
            id={`${id}-${index}`}
            item={item}
            at={index}
            section={
              headed && item.section !== shown[index - 1]?.section ? item.section : undefined
            }
            active={index === active}
            multiple={multiple}
            onPick={onPick}
            onPoint={setAt}
          />
        ))}
      </div>
      {shown.length === 0 && <p className={css.none}>{props.none ?? "Nothing found"}</p>}
    </div>
  );
}

interface ItemProps {
  id: string;
  item: PickerMenuItem;
  at: number;
  section: string | undefined;
  active: boolean;
  multiple: boolean;
  onPick: (id: string) => void;
  onPoint: (at: number) => void;
}

function Item({
  id,
  item,
  at,
  section,
  active,
  multiple,
  onPick,
  onPoint,
}: ItemProps): React.ReactNode {
  const { chosen = "none" } = item;
  return (
    <>
      {section !== undefined && (
        <div className={css.section} role="presentation">
          {section}
        </div>
      )}
      <div
        id={id}
        role="option"
        className={css.item}
        aria-selected={chosen === "all"}
        data-active={active || undefined}
        data-at={at}
        onClick={() => onPick(item.id)}
        onPointerMove={() => !active && onPoint(at)}
      >
        {multiple && (
          <span className={css.box} data-chosen={chosen} aria-hidden="true">
            {chosen === "all" ? <Icon name="check" /> : chosen === "some" ? <i /> : null}
          </span>
        )}
        {item.icon !== undefined && <span className={css.icon}>{item.icon}</span>}
        <span className={css.name}>{item.name}</span>
        {item.hint !== undefined && <span className={css.hint}>{item.hint}</span>}
        {!multiple && chosen === "all" && (
          <span className={css.tick} aria-hidden="true">
            <Icon name="check" />
          </span>
        )}
      </div>
    </>
  );
}

/** Names that begin with what was typed come first, then those with a word that does. */
function matching(items: readonly PickerMenuItem[], text: string): readonly PickerMenuItem[] {
  const words = text.trim().toLowerCase();
  if (words === "") return items;
  const rank = ({ name, also = "" }: PickerMenuItem): number => {
    const low = name.toLowerCase();
    if (low.startsWith(words)) return 0;
    if (low.includes(` ${words}`)) return 1;
    const all = `${low} ${also.toLowerCase()}`;
    return words.split(/\s+/).every((word) => all.includes(word)) ? 2 : 3;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((ranked) => ranked.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
