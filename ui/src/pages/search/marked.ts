/** Where words that were searched for stand in a text. */

export interface Part {
  /** Where it begins: unique in its text. */
  at: number;
  part: string;
  hit: boolean;
}

/** Cuts a text into parts that were searched for, and parts that were not. */
export function marked(text: string, search: string): Part[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const low = text.toLowerCase();
  // Lower case may change a text's length; then nothing is marked rather than the wrong letters.
  if (words.length === 0 || low.length !== text.length) return [{ at: 0, part: text, hit: false }];
  const hits = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1)) {
      hits.fill(true, at, at + word.length);
    }
  }
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    let end = at + 1;
    while (end < text.length && hits[end] === hits[at]) end += 1;
    parts.push({ at, part: text.slice(at, end), hit: hits[at] === true });
    at = end;
  }
  return parts;
}

/** Whether any word that was searched for stands in a text, as the search sees it: without accents. */
export function standsIn(text: string, search: string): boolean {
  const low = plain(text);
  const words = plain(search)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.some((word) => low.includes(word));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
