import type { Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/Button";
import type { IconName } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { Input } from "../ui/Input";
import css from "./editor.module.css";
import { safeLink } from "./schema";
import { commands, linkTo } from "./typing";

interface Props {
  view: EditorView;
  /** An address is being asked for. */
  linking: boolean;
  onLinking: (linking: boolean) => void;
}

const tools: { icon: IconName; label: string; shortcut?: string; command: Command }[] = [
  { icon: "bold", label: "Bold", shortcut: "mod+b", command: commands.strong },
  { icon: "italic", label: "Italic", shortcut: "mod+i", command: commands.em },
  { icon: "code", label: "Code", shortcut: "mod+e", command: commands.code },
  { icon: "heading", label: "Heading", command: commands.heading },
  { icon: "list", label: "Bullet list", command: commands.bulletList },
  { icon: "list-ordered", label: "Numbered list", command: commands.orderedList },
  { icon: "quote", label: "Quote", command: commands.quote },
];

/** What can be done to the words that are selected. */
export function FormatBar({ view, linking, onLinking }: Props) {
  const run = (command: Command) => {
    command(view.state, view.dispatch, view);
    view.focus();
  };
  return (
    // A press must not take the selection away that it is about.
    <div
      className={css.bar}
      role="toolbar"
      aria-label="Format"
      onMouseDown={(event) => !linking && event.preventDefault()}
    >
      {linking ? (
        <LinkForm
          onLink={(href) => {
            onLinking(false);
            run(linkTo(href));
          }}
          onCancel={() => {
            onLinking(false);
            view.focus();
          }}
        />
      ) : (
        <>
          {tools.map(({ icon, label, shortcut, command }) => (
            <IconButton
              key={label}
              icon={icon}
              label={label}
              shortcut={shortcut}
              size="sm"
              onClick={() => run(command)}
            />
          ))}
          <IconButton
            icon="link"
            label="Link"
            shortcut="mod+k"
            size="sm"
            onClick={() => onLinking(true)}
          />
        </>
      )}
    </div>
  );
}

function LinkForm({
  onLink,
  onCancel,
}: {
  onLink: (href: string | null) => void;
  onCancel: () => void;
}) {
  const [address, setAddress] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = address.trim();
    if (typed === "") onLink(null);
    else onLink(safeLink(typed) ?? safeLink(`https://${typed}`));
  };
  return (
    <form className={css.link} onSubmit={submit}>
      <Input
        size="sm"
        aria-label="Address"
        placeholder="https://"
        autoFocus
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onCancel();
        }}
      />
      <Button size="sm" type="submit">
        {address.trim() === "" ? "Remove link" : "Link"}
      </Button>
    </form>
  );
}
