/**
 * Carriage returns in the editor.
 *
 * Imported texts have lines that end in "\r\n". ProseMirror reads what was typed back from the
 * page, and a page turns "\r\n" into "\n": an edit anywhere in a paragraph would change every line
 * of it. So a "\r" stands in the editor as one invisible character that pages leave alone. Both
 * are one UTF-16 code unit, so that every position stays what it is.
 */

/** Deprecated format characters: nothing is drawn for them, and nobody types them. */
const candidates = ["\u206F", "\u206E", "\u206D", "\u206C", "\u206B", "\u206A"];

export interface StandIn {
  /** For the editor. */
  hide(text: string): string;
  /** For the document. */
  restore(text: string): string;
}

/** Something that stands for "\r" in an editor of this text, which does not hold it already. */
export function standInFor(text: string): StandIn {
  const character = candidates.find((candidate) => !text.includes(candidate));
  if (character === undefined) throw new Error("the text holds every deprecated format character");
  return {
    hide: (shown) => shown.replaceAll("\r", character),
    restore: (typed) => typed.replaceAll(character, "\r"),
  };
}
