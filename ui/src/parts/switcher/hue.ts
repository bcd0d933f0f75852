/** A hue of 12 for an id, the same on every machine. */
export function hueOf(id: string): number {
  let sum = 0;
  // The end of a UUIDv7 is random; its beginning is the time, which neighbours share.
  for (const character of id.slice(-12)) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return (sum % 12) * 30;
}
