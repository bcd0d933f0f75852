/** The ProseMirror view of a description. */
import { EditorState, type Plugin, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { carets } from "./carets";
import { copiedText, pastedHtml, pastedText } from "./clipboard";
import type { Description } from "./description";
import { replaceWith } from "./replace";
import { safeLink } from "./schema";
import { typing } from "./typing";

/** A transaction that shows what the document says and was not typed. */
const followed = "followed";

interface Hooks {
  label: string;
  onLink: () => boolean;
  /** After every transaction: selection or text may differ. */
  onChange: (view: EditorView) => void;
  onEscape: () => void;
}

export function mount(place: HTMLElement, description: Description, hooks: Hooks): EditorView {
  const plugins: Plugin[] = [...typing(hooks.onLink), carets()];
  const view = new EditorView(place, {
    state: EditorState.create({ doc: description.binding.shown(), plugins }),
    attributes: {
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": hooks.label,
      spellcheck: "true",
    },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      if (tr.docChanged && tr.getMeta(followed) === undefined) description.typed();
      hooks.onChange(view);
    },
    clipboardTextSerializer: copiedText,
    clipboardTextParser: pastedText,
    transformPastedHTML: pastedHtml,
    handleKeyDown(_, event) {
      if (event.key !== "Escape") return false;
      event.stopPropagation();
      hooks.onEscape();
      return true;
    },
    handleDOMEvents: {
      blur: () => void description.flush(),
      click: (_, event) => openLink(event),
    },
  });
  description.attach({
    doc: () => view.state.doc,
    isComposing: () => view.composing,
    follow: (edit) => follow(view, description, edit),
  });
  return view;
}

/** Shows what the binding shows after `edit`, with the caret beside the character it was at. */
function follow(view: EditorView, { binding }: Description, edit: () => void): void {
  const { anchor, head } = view.state.selection;
  const isAhead = !view.state.doc.eq(binding.shown());
  const places = isAhead ? null : [binding.cursorAt(anchor), binding.cursorAt(head)];
  edit();
  if (view.state.doc.eq(binding.shown())) return;
  const tr = replaceWith(view.state.tr, binding.shown()).setMeta(followed, true);
  const [from, to] = (places ?? []).map((place) => binding.positionOf(place));
  if (typeof from === "number" && typeof to === "number") {
    const within = (position: number) => Math.min(position, tr.doc.content.size);
    tr.setSelection(
      TextSelection.between(tr.doc.resolve(within(from)), tr.doc.resolve(within(to))),
    );
  }
  view.dispatch(tr);
}

/** Links open with the key that opens links elsewhere; a plain click places the caret. */
function openLink(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null) return false;
  event.preventDefault();
  const address = safeLink(link.getAttribute("href"));
  if (address !== null && (event.metaKey || event.ctrlKey))
    window.open(address, "_blank", "noopener");
  return true;
}
