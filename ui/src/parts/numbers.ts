/** Numbers in words: grouped digits, and nouns that agree with them. */

const digits = new Intl.NumberFormat("en");

export function grouped(count: number): string {
  return digits.format(count);
}

/** `1 change`, `1,200 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
