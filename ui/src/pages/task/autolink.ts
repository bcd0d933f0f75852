/** Addresses in plain text. */

export interface TextPart {
  text: string;
  href?: string;
}

const address = /https?:\/\/[^\s<>"'`]+/gi;

/** Cuts a text into pieces, of which addresses are links. Punctuation after one is not part of it. */
export function autolink(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    const href = trimmed(found);
    if (!URL.canParse(href)) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: href, href });
    from = index + href.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function trimmed(found: string): string {
  let href = found;
  for (;;) {
    const last = href.at(-1) ?? "";
    const isPunctuation = ".,;:!?…".includes(last);
    const isUnopened = last === ")" && count(href, ")") > count(href, "(");
    if (!isPunctuation && !isUnopened) return href;
    href = href.slice(0, -1);
  }
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
