/** Where others stand in the text: a caret with a name, and what they have selected. */
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import css from "./carets.module.css";

export interface Caret {
  id: string;
  name: string;
  /** 0 to 359. */
  hue: number;
  anchor: number;
  head: number;
}

const key = new PluginKey<DecorationSet>("carets");

/** Draws carets; they move along while somebody types, until they are told anew. */
export function carets(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, drawn) {
        const told = tr.getMeta(key) as readonly Caret[] | undefined;
        if (told === undefined) return drawn.map(tr.mapping, tr.doc);
        return DecorationSet.create(
          tr.doc,
          told.flatMap((caret) => draw(caret, tr.doc.content.size)),
        );
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

export { key as caretsKey };

function draw(caret: Caret, end: number): Decoration[] {
  const within = (position: number) => Math.min(Math.max(0, position), end);
  const [anchor, head] = [within(caret.anchor), within(caret.head)];
  const style = `--hue: ${caret.hue}`;
  const mark = Decoration.widget(head, () => caretElement(caret), {
    key: `${caret.id}:${caret.name}`,
    side: -1,
  });
  if (anchor === head) return [mark];
  const range = [Math.min(anchor, head), Math.max(anchor, head)] as const;
  return [mark, Decoration.inline(...range, { class: css.range ?? "", style })];
}

function caretElement({ name, hue }: Caret): HTMLElement {
  const caret = document.createElement("span");
  caret.className = css.caret ?? "";
  caret.style.setProperty("--hue", String(hue));
  const label = document.createElement("span");
  label.className = css.name ?? "";
  label.textContent = name;
  caret.append(label);
  // It is told elsewhere who is here: a name in the middle of the text would be read as text.
  caret.setAttribute("aria-hidden", "true");
  return caret;
}
