/*
 * What someone means who writes a date in words or in the order of her country: what sources/dates.py reads, to the letter
 * (tests/browser/test_writing_rules.py). The names of the months and days are those of Python, given with the rules.
 */
import { SPACES, strip } from "./source.js";

const SPACE = `[${SPACES}]`;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const TIME = new RegExp(
  `(?:,|(?<![\\p{L}\\p{N}_])at(?![\\p{L}\\p{N}_])|(?<=\\d)T|${SPACE})${SPACE}*(\\d{1,2})` +
    `(?:[:.](\\d{2})(?::\\d{2}(?:[.,]\\d+)?)?${SPACE}*(?:([ap])\\.?m\\.?)?|${SPACE}*([ap])\\.?m\\.?)` +
    `${SPACE}*(Z|UTC|GMT|[+\\-]\\d\\d:?\\d\\d)?$`,
  "iu",
);
const ORDINAL = /(?<=\d)(?:st|nd|rd|th)(?![\p{L}\p{N}_])/giu;
const SWAPPED = /^\d{4}[-/.](?:1[3-9]|[2-9]\d)[-/.]/;
const MONTH = new RegExp(
  `^(?:([A-Za-z]+)\\.?,?${SPACE}+(?:of${SPACE}+)?(\\d{4})|(\\d{4})${SPACE}+([A-Za-z]+)\\.?` +
    "|(\\d{4})[-/. ](\\d{1,2})|(\\d{1,2})[-/. ](\\d{4}))$",
);

/** A day, and maybe a time, as `2026-11-22T07:30:00`; nothing where it is not one. */
export function parseDate(text) {
  const match = ISO.exec(text);
  if (!match) return "";
  const [, year, month, day, hour = "00", minute = "00", second = "00"] = match;
  const isThere = lastDay(year, month) >= Number(day) && Number(day) > 0 && hour < "24" && minute < "60" && second < "60";
  return isThere ? `${year}-${month}-${day}T${hour}:${minute}:${second}` : "";
}

/** A month like `2023-05`; nothing where it is not one. */
export function parseMonth(text) {
  return /^\d{4}-(?:0[1-9]|1[0-2])$/.test(text) && !text.startsWith("0000") ? text : "";
}

/** The last day of a month; 0 where there is no such month. */
export function lastDay(year, month) {
  if (Number(year) < 1 || Number(month) < 1 || Number(month) > 12) return 0;
  const day = new Date(0);
  day.setUTCFullYear(Number(year), Number(month), 0);
  return day.getUTCDate();
}

/** 1 for Monday to 7 for Sunday, of a day like `2026-11-22`. */
export function weekdayOf(day) {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** How someone reads a date, with the names of the months and of the days of the week in English. */
export class Reading {
  constructor(text, { months, weekdays }) {
    this.text = text;
    this.months = months;
    this.weekdays = weekdays;
    const match = TIME.exec(strip(text));
    [this.words, this.times] = match ? this.#timed(strip(text), match) : [strip(text), [""]];
  }

  /** Every day that can be meant, with its time if there is one; none where it is not a date at all. */
  get all() {
    return this.#days(this.words).flatMap((day) => this.times.map((time) => day + time));
  }

  /** The day, and the time if there is one; nothing where it could be two, or none. */
  get one() {
    if (parseDate(this.text)) return this.text;
    // Where the month of a year that comes first is none, it may be a slip of the finger.
    return this.all.length === 1 && !SWAPPED.test(strip(this.text)) ? this.all[0] : "";
  }

  get month() {
    const text = strip(this.text);
    const match = MONTH.exec(text);
    if (match) {
      const [, name1, y1, y2, name2, y3, m3, m4, y4] = match;
      const name = name1 || name2;
      const month = name ? this.#number(name, this.months) : Number(m3 || m4);
      return month >= 1 && month <= 12 ? `${y1 || y2 || y3 || y4}-${`${month}`.padStart(2, "0")}` : "";
    }
    const months = new Set(this.all.map((day) => day.slice(0, 7)));
    return months.size === 1 && !SWAPPED.test(text) ? [...months][0] : "";
  }

  /** Whether a time stands behind a day, and the day has no such time. */
  get hasNoSuchHour() {
    return !this.times.length && this.#days(this.words).length > 0;
  }

  /** Whether a time is that of Greenwich, so that nobody knows from it alone what a clock at the practice says. */
  get isElsewhere() {
    return this.times.length > 1;
  }

  /** The day that is meant but for its weekday, which is another. */
  get anotherWeekday() {
    const found = this.#days(this.words).length ? [] : this.#days(this.words, false);
    return found.length === 1 ? found[0] : "";
  }

  #timed(text, match) {
    const half = (match[3] || match[4] || "").toLowerCase();
    let hour = Number(match[1]);
    const minute = Number(match[2] || 0);
    if (half && hour <= 12) hour = (hour % 12) + (half === "p" ? 12 : 0);
    else if (half === "a") hour = 24; // 13 in the morning
    const two = (number) => `${number}`.padStart(2, "0");
    let times = hour < 24 && minute < 60 ? [` ${two(hour)}:${two(minute)}`] : [];
    const zone = (match[5] || "").toUpperCase().replaceAll(":", "");
    // Programs write midnight there for a day without a time.
    if (times.length && ["Z", "UTC", "GMT", "+0000", "-0000"].includes(zone)) times = hour || minute ? [...times, ""] : [""];
    return [strip(text.slice(0, match.index)), times];
  }

  #days(words, withWeekday = true) {
    const text = words.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1 $2 $3");
    const numbers = [];
    let month = 0;
    let weekday = 0;
    for (const [word] of text.replace(ORDINAL, "").matchAll(/[A-Za-z]+|\d+/g)) {
      const [ofMonths, ofDays] = [this.#number(word, this.months), this.#number(word, this.weekdays)];
      if (/\d/.test(word)) numbers.push(word);
      else if (ofMonths) month = ofMonths;
      else if (ofDays) weekday = ofDays;
      else if (word.toLowerCase() !== "of") return [];
    }
    const [a, b, c] = numbers;
    let meant = [];
    if (month && numbers.length === 2) meant = [day(b, month, a), day(a, month, b)];
    else if (!month && numbers.length === 3) {
      meant = [day(a, b, c), day(c, a, b), day(c, b, a)];
      meant = meant.some(Boolean) ? meant : [day(a, c, b)];
    }
    const fits = (one) => one && (!weekday || !withWeekday || weekdayOf(one) === weekday);
    return [...new Set(meant)].filter(fits);
  }

  /** The number of a month or weekday in English, whole or cut short after three letters; 0 for another word. */
  #number(word, names) {
    if (word.length < 3) return 0;
    return names.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase())) + 1;
  }
}

function day(year, month, day) {
  if (![2, 4].includes(year.length) || day.length > 2 || `${month}`.length > 2) return "";
  const whole = `${Number(year) + (year.length === 2 ? 2000 : 0)}`.padStart(4, "0");
  if (Number(day) < 1 || Number(day) > lastDay(whole, month)) return "";
  return `${whole}-${`${Number(month)}`.padStart(2, "0")}-${`${Number(day)}`.padStart(2, "0")}`;
}
