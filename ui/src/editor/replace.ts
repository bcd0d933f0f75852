import type { Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";

/**
 * Makes the editor's document read like `after`, by one replacement of what differs and by setting
 * attributes where only those differ. Nothing of it can be undone: it is not this person's doing.
 */
export function replaceWith(tr: Transaction, after: Node): Transaction {
  setAttributes(tr, after);
  const before = tr.doc;
  const start = before.content.findDiffStart(after.content);
  if (start !== null) {
    const ends = before.content.findDiffEnd(after.content);
    if (ends !== null) {
      // Equal text on both sides of the difference can make the two ends pass the start.
      const overlap = Math.max(0, start - Math.min(ends.a, ends.b));
      tr.replace(start, ends.a + overlap, after.slice(start, ends.b + overlap));
    }
  }
  if (!tr.doc.eq(after)) tr.replaceWith(0, tr.doc.content.size, after.content);
  return tr.setMeta("addToHistory", false);
}

/** Where both have the same shape, a paragraph's attributes change without touching its text. */
function setAttributes(tr: Transaction, after: Node): void {
  const before = tr.doc;
  if (before.content.size !== after.content.size) return;
  before.descendants((node, position) => {
    const other = after.nodeAt(position);
    if (node.isText || other === null || other.type !== node.type || node.sameMarkup(other)) return;
    if (other.nodeSize === node.nodeSize)
      tr.setNodeMarkup(position, null, other.attrs, other.marks);
  });
}
