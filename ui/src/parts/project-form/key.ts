/** Project keys: the `LAMP` of `LAMP-12`. The rule is crdt-model's. */

const most = 10;
const suggested = 4;

/** Why a key cannot be used, in words; null when it can. `taken`: keys of the other projects. */
export function keyFault(key: string, taken: readonly string[] = []): string | null {
  if (key === "") return "Write a key, such as LAMP.";
  if (!/^[A-Z]/.test(key)) return "Begin with a letter.";
  if (!/^[A-Z0-9]+$/.test(key)) return "Use the letters A to Z and digits.";
  if (key.length > most) return `Use ${most} characters at most.`;
  return taken.includes(key) ? "Another project has this key." : null;
}

/** What was typed, as near to a key as it comes. */
export function asKey(typed: string): string {
  return plain(typed).slice(0, most);
}

/**
 * A key for a name: the start of one word, the initials of several. Names without a Latin letter
 * get `PROJ`, so that there is always something to begin with.
 */
export function suggestKey(name: string, taken: readonly string[] = []): string {
  const words = name
    .split(/[^\p{L}\p{N}]+/u)
    .map(plain)
    .filter((word) => word !== "");
  const [first = ""] = words;
  const initials = words.map((word) => (/^\d+$/.test(word) ? word : word.slice(0, 1))).join("");
  const raw = words.length > 1 ? initials : first;
  const key = raw.replace(/^\d+/, "").slice(0, suggested) || "PROJ";
  return free(key, taken);
}

function free(key: string, taken: readonly string[]): string {
  let candidate = key;
  for (let number = 2; taken.includes(candidate); number += 1) {
    candidate = `${key.slice(0, most - String(number).length)}${number}`;
  }
  return candidate;
}

/** Capitals and digits; accents fall off (é is E). */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "");
}
