/** How long ago, in words, and when exactly. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const exactly = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const onDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `just now`, `4 minutes ago`, `yesterday`; a date when it is more than a week. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < minute) return "just now";
  if (passed < hour) return spoken(Math.floor(passed / minute), "minute");
  if (passed < day) return spoken(Math.floor(passed / hour), "hour");
  if (passed < 2 * day) return "yesterday";
  if (passed < 7 * day) return spoken(Math.floor(passed / day), "day");
  return onDay.format(at);
}

/** `28 Nov 2026, 02:42`. */
export function exact(at: number): string {
  return exactly.format(at);
}

function spoken(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
