/** Dates as people say them, in few letters. */
import type { DateText } from "../../backend/types";
import { addDays } from "../../store/filter";

export interface DueWords {
  words: string;
  /** In how many days; negative: it is past. */
  days: number;
}

/** As all words of the window are, whatever language the system speaks. */
const words = "en-GB";
const msPerDay = 86_400_000;
const weekday = new Intl.DateTimeFormat(words, { weekday: "short", timeZone: "UTC" });
const dayMonth = new Intl.DateTimeFormat(words, {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const withYear = new Intl.DateTimeFormat(words, {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

export function dueWords(due: DateText, today: DateText): DueWords {
  const date = new Date(`${due}T00:00:00Z`);
  const days = Math.round((date.getTime() - new Date(`${today}T00:00:00Z`).getTime()) / msPerDay);
  return { days, words: wordsOf(date, days, due.slice(0, 4) === today.slice(0, 4)) };
}

function wordsOf(date: Date, days: number, sameYear: boolean): string {
  if (days === 0) return "Today";
  if (days === 1) return "Tomorrow";
  if (days === -1) return "Yesterday";
  if (days > 1 && days < 7) return weekday.format(date);
  return (sameYear ? dayMonth : withYear).format(date);
}

export interface DayOffer {
  name: string;
  day: DateText;
}

/** The days that a picker offers before anybody types. */
export function offeredDays(today: DateText): DayOffer[] {
  const weekdayOfToday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const untilMonday = (8 - weekdayOfToday) % 7 || 7;
  const untilFriday = (5 - weekdayOfToday + 7) % 7;
  const offers = [
    { name: "Today", day: today },
    { name: "Tomorrow", day: addDays(today, 1) },
    { name: "End of this week", day: addDays(today, untilFriday) },
    { name: "Next Monday", day: addDays(today, untilMonday) },
    { name: "In two weeks", day: addDays(today, 14) },
    { name: "In a month", day: addDays(today, 30) },
  ];
  return offers.filter(
    ({ day }, index) => offers.findIndex((other) => other.day === day) === index,
  );
}

/** What somebody typed, as a day: `2027-01-31`, `31.1.`, `+3`, `fri`, `31 jan`. */
export function typedDay(text: string, today: DateText): DateText | null {
  const words = text.trim().toLowerCase();
  const plus = /^\+(\d{1,3})$/.exec(words);
  if (plus !== null) return addDays(today, Number(plus[1]));
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  if (iso !== null) return validDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4})?$/.exec(words);
  if (dotted !== null)
    return nextOccurrence(Number(dotted[1]), Number(dotted[2]), dotted[3], today);
  const named =
    /^(?:(\d{1,2})\s+([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\s+(\d{1,2}))(?:\s+(\d{4}))?$/.exec(words);
  if (named !== null) {
    const month = months.indexOf(named[2] ?? named[3] ?? "") + 1;
    return nextOccurrence(Number(named[1] ?? named[4]), month, named[5], today);
  }
  return namedWeekday(words, today);
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

function namedWeekday(words: string, today: DateText): DateText | null {
  if (words.length < 3) return null;
  const target = weekdays.findIndex((name) => name.startsWith(words));
  if (target < 0) return null;
  const from = new Date(`${today}T00:00:00Z`).getUTCDay();
  return addDays(today, (target - from + 7) % 7 || 7);
}

function nextOccurrence(
  dayOfMonth: number,
  month: number,
  year: string | undefined,
  today: DateText,
): DateText | null {
  if (year !== undefined) return validDay(Number(year), month, dayOfMonth);
  const thisYear = Number(today.slice(0, 4));
  const day = validDay(thisYear, month, dayOfMonth);
  return day !== null && day < today ? validDay(thisYear + 1, month, dayOfMonth) : day;
}

function validDay(year: number, month: number, dayOfMonth: number): DateText | null {
  const date = new Date(Date.UTC(year, month - 1, dayOfMonth));
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
  return same ? date.toISOString().slice(0, 10) : null;
}
