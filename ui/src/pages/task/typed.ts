/** What somebody typed, as what it means. */

/** A number, also with a decimal comma; null: it is none. */
export function numberOf(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  const number = Number(text);
  return text === "" || !Number.isFinite(number) ? null : number;
}

/** A web address that may be opened. */
export function linkOf(typed: string): string | undefined {
  const text = typed.trim();
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}
