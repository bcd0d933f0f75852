/** What is copied from a description, and what is made of that which is pasted into one. */
import { Fragment, type Node, type ResolvedPos, Slice } from "prosemirror-model";
import { linesOf } from "./flat";
import { schema } from "./schema";

export function copiedText(slice: Slice): string {
  return linesOf(slice.content);
}

/** Empty lines divide paragraphs; a single line break stays where it is, as in a stack trace. */
export function pastedText(text: string, $context: ResolvedPos): Slice {
  const clean = text.replaceAll(/\r\n?/g, "\n").replaceAll("\0", "");
  const parts = $context.parent.type.spec.code ? [clean] : clean.split(/\n{2,}/);
  const lines: Node[] = parts.map((part) =>
    schema.nodes.paragraph.create(null, part === "" ? null : schema.text(part)),
  );
  return Slice.maxOpen(Fragment.fromArray(lines));
}

/** In HTML a line break is a space, and paragraphs here show line breaks as they are. */
export function pastedHtml(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  // What was copied from a description is already as it should be.
  if (page.querySelector("[data-pm-slice]") !== null) return html;
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const gone: Text[] = [];
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    if (!(text instanceof Text) || text.parentElement?.closest("pre") != null) continue;
    text.data = text.data.replaceAll(/[ \t\r\n]+/g, " ");
    if (text.data === " " && betweenBlocks(text)) gone.push(text);
  }
  for (const text of gone) text.remove();
  return page.body.innerHTML;
}

const blocks = /^(p|div|h[1-6]|ul|ol|li|pre|blockquote|table|tr|td|section|article|hr)$/i;

function betweenBlocks(text: Text): boolean {
  const isBlock = (node: ChildNode | null) => node === null || blocks.test(node.nodeName);
  return isBlock(text.previousSibling) && isBlock(text.nextSibling);
}
