/*
 * The rules for headers where there is no Python: what checks/source_header.py finds, to the letter, in the words that it
 * has (writing/rule_words.py). What needs the pictures, the text or git is not looked for here.
 */
import { Reading, lastDay, parseDate, parseMonth, weekdayOf } from "./dates.js";
import { FIELDS, SPACES, count, fieldName, parse, short, splitList, strip } from "./source.js";

const TITLE_LENGTH = 65;
const SUMMARY_LENGTH = 200;
const YEARS_AHEAD = 5;
const LONGEST = 2000; // characters of a sentence
const PROSE = ["title", "summary", "changes", "image_alt"];
const SPACE = `[${SPACES}]`;
const LATE_FIELD = new RegExp(`^([A-Za-z_ -]+?)${SPACE}*:${SPACE}+[^${SPACES}]`);
const KEYS = FIELDS.toSorted((one, other) => other.length - one.length).join("|").replaceAll("_", "[_ \\-]");
const NO_COLON = new RegExp(
  `^(${KEYS})(?:${SPACE}*([\\-–—=;])${SPACE}*|${SPACE}+)([^:${SPACES}].*)$`,
  "isu",
);
const MARKED = /^[#>*_[-]/; // what begins so does not continue a sentence
const SHAPED = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::\d{2})?)?$/;

/**
 * What the rules find in the header of an article or page, as a check says it: {line, found, remedy, advice, repairs}.
 * `form` is form.json, `text` the whole file, and `now` what the clocks of the practice say, like `2026-11-22T12:00:00`.
 */
export function check(name, text, form, now = clock(form.timezone)) {
  const file = new File(name, text, form, now);
  const tooLong = [...theHeaderEnds(file), ...noFieldIsTooLong(file)];
  return tooLong.length ? tooLong : RULES.flatMap((rule) => [...rule(file)]);
}

/** What the clocks of the practice say. */
export function clock(timeZone) {
  const two = "2-digit";
  const shown = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two, hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, ...shown }).formatToParts(new Date());
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

class File {
  constructor(name, text, form, now) {
    [this.kind] = name.split("/");
    this.stem = name.split("/").at(-1).replace(/\.md$/, "");
    Object.assign(this, { form, now, words: form.rules.words });
    this.known = form.fields[this.kind].map((field) => field.name);
    this.required = form.fields[this.kind].filter((field) => field.required).map((field) => field.name);
    this.longest = Object.fromEntries(form.fields.articles.map((field) => [field.name, field.longest]));
    this.source = parse(text, this.longest);
    this.fields = this.source.fields;
    this.date = parseDate(this.text("date"));
    this.unread = withoutColon(this);
    this.late = lateFields(this);
  }

  text(name) {
    return this.fields.get(name)?.value ?? "";
  }

  line(name) {
    return this.fields.get(name)?.line ?? 1;
  }

  /** A problem in the words of a template, in whose places these values stand. */
  problem(line, template, values = {}, repair = null) {
    const [found, remedy, advice] = this.words[template];
    const filled = (words) =>
      printable(
        short(
          words.replace(/\{(\w+)(…?)\}/g, (_, name, cut) => (cut ? short(`${values[name]}`) : `${values[name]}`)),
          LONGEST,
        ),
      );
    const repairs = repair ? [{ line, old: repair[0], new: repair[1] }] : [];
    return { line, found: filled(found), remedy: filled(remedy), advice, repairs };
  }

  /** What stands in examples of this file. */
  get examples() {
    const [topic] = this.form.topics;
    const words = strip(this.stem.replace(new RegExp(`(?:[-_]|${SPACE})+`, "g"), " "));
    const title = capital(words, words.slice(1));
    return { title, topic, topics: this.form.topics.join(", "), modified: this.text("modified") };
  }

  template(name) {
    return this.form.topics.length || !this.words[`${name}.no_topics`] ? name : `${name}.no_topics`;
  }
}

function* thereIsAHeader(file) {
  if (file.fields.size || !strip(file.source.body)) return;
  const lines = file.source.body.split("\n");
  const number = lines.findIndex((line) => strip(line));
  const line = strip(lines[number]);
  const match = NO_COLON.exec(line);
  if (match && file.required.includes(fieldName(match[1])))
    yield file.problem(number + 1, "there_is_a_header.no_colon", { line, key: match[1], value: match[3] });
  else {
    const heading = line.startsWith("#") ? { title: strip(line.replace(/^#+/, "")) } : {};
    yield file.problem(1, file.template(`there_is_a_header.${file.kind}`), { line, ...file.examples, ...heading });
  }
}

function* theHeaderIsClosed(file) {
  if (file.source.unclosed) yield file.problem(file.source.unclosed, "the_header_is_closed");
}

function* theHeaderEnds(file) {
  if (file.source.endless) yield file.problem(file.source.bodyLine, "the_header_ends");
}

function* noFieldIsTooLong(file) {
  for (const [name, field] of file.fields) {
    const most = file.longest[name];
    if (!most || field.length <= most) continue;
    const [length, limit] = [field.length, most].map((number) => number.toLocaleString("en-US"));
    const template = `no_field_is_too_long.${PROSE.includes(name) ? "words" : "other"}`;
    yield file.problem(field.line, template, { key: field.key, value: field.value, length, most: limit });
  }
}

function* theHeaderIsInOnePiece(file) {
  const [late] = file.late.values();
  if (late) yield file.problem(late.line, "the_header_is_in_one_piece", { line: late.words });
}

function* nothingIsMissing(file) {
  if (!file.fields.size) return;
  const elsewhere = [...file.late.keys(), ...file.unread.keys(), ...goneOn(file).map(([field]) => fieldName(field.key))];
  for (const name of file.required) {
    if (elsewhere.includes(name) || file.text(name)) continue;
    let template = `nothing_is_missing.${name}.${file.fields.has(name) ? "empty" : "missing"}`;
    if (name === "date" && file.text("modified")) template += ".modified";
    yield file.problem(file.line(name), file.template(template), file.examples);
  }
}

function* everyFieldIsKnown(file) {
  for (const [name, { key, value, line }] of file.fields) {
    if (file.known.includes(name)) continue;
    const near = nearest(name, file.known);
    const kind = near ? "near" : FIELDS.includes(name) ? "of_articles" : file.kind;
    yield file.problem(line, `every_field_is_known.${kind}`, { key, value, near: capital(near) });
  }
}

function* noFieldIsDoubled(file) {
  for (const { key, value, line } of file.source.doubled) {
    const first = file.fields.get(fieldName(key));
    yield file.problem(line, "no_field_is_doubled", { key, value, first_line: first.line, first: first.value });
  }
}

function* everyLineIsAField(file) {
  const { stray } = file.source;
  if (!file.fields.size || !stray.length) return;
  const unread = [...file.unread.values()];
  for (const { line, key, value } of unread)
    yield file.problem(line.line, "every_line_is_a_field.no_colon", { line: line.value, key, value });
  const gone = goneOn(file);
  for (const [field, more] of gone) {
    const begun = field.value.replace(/^[|>+-]+$/, "");
    const words = [...(begun ? [begun] : []), ...more.map((line) => line.value)].join(" ");
    const places = { key: field.key, from: field.line, to: more.at(-1).line, words, line: more[0].value };
    yield file.problem(more[0].line, "every_line_is_a_field.goes_on", places);
  }
  const reported = [...unread.map(({ line }) => line), ...gone.flatMap(([, more]) => more)];
  const [first, ...others] = stray.filter((line) => !reported.includes(line));
  if (!first) return;
  const marks = new RegExp(`^(?:[*_#]|${SPACE})+|[*_]+(?=${SPACE}*:)`, "g");
  const words = strip(first.value.replaceAll(":**", "**:").replace(marks, "").replaceAll("**", ""));
  const at = words.indexOf(":");
  const key = strip(words.slice(0, Math.max(0, at)));
  const kind = at >= 0 && file.known.includes(fieldName(key)) ? "marked" : "text";
  const places = { line: first.value, count: others.length, key, value: strip(words.slice(at + 1)) };
  yield file.problem(first.line, `every_line_is_a_field.${kind}${others.length ? ".more" : ""}`, places);
}

function* aTitleIsShort(file) {
  const letters = [...file.text("title")];
  const begun = letters.slice(0, TITLE_LENGTH).join("");
  const start = begun.slice(0, Math.max(0, begun.lastIndexOf(" ")));
  if (letters.length > TITLE_LENGTH)
    yield file.problem(file.line("title"), "a_title_is_short", { length: letters.length, start });
}

function* aSummaryIsShort(file) {
  const length = count(file.text("summary"));
  if (length > SUMMARY_LENGTH) yield file.problem(file.line("summary"), "a_summary_is_short", { length });
}

function* aDateIsADate(file) {
  for (const name of ["date", "modified", "reviewed"]) {
    const text = file.text(name);
    if (!text || parseDate(text)) continue;
    const reading = new Reading(text, file.form.rules);
    const [template, values] = notADate(file, capital(name), text, reading);
    const repair = reading.one ? [text, reading.one] : null;
    yield file.problem(file.line(name), `a_date_is_a_date.${template}`, { key: capital(name), text, ...values }, repair);
  }
  const text = file.text("earlier");
  if (!text || parseMonth(text)) return;
  const { month } = new Reading(text, file.form.rules);
  const template = month ? "month" : /^\d{4}$/.test(text) ? "year" : "not_a_month";
  const repair = month ? [text, month] : null;
  yield file.problem(file.line("earlier"), `a_date_is_a_date.${template}`, { text, month }, repair);
}

/** The name of the words for a text that is not a date, and what stands in their places. */
function notADate(file, key, text, reading) {
  const meant = reading.all;
  const shaped = SHAPED.exec(text);
  if (shaped) {
    const [year, month, day] = shaped.slice(1, 4).map(Number);
    if (!(month >= 1 && month <= 12) && meant.length) return ["no_month", { month, day: meant[0] }];
    const days = lastDay(year, month);
    if (days && day > days) return ["no_such_day", { days, day: text.slice(0, 8) + days }];
    return days && day ? ["no_hour_in_it", { day: text.slice(0, 10) }] : ["not_in_calendar", {}];
  }
  if (reading.one) return ["one", { day: reading.one }];
  const several = reading.isElsewhere ? [...new Set(meant.map((day) => day.slice(0, 10)))] : meant;
  if (several.length > 1) {
    const days = several.map((day) => `\`${key}: ${day}\` (${inWords(file, day)})`).join(" or ");
    return ["several", { count: several.length, days }];
  }
  if (meant.length > 1) return ["of_another_zone", { time: meant[0], day: several[0] }];
  if (meant.length) return ["likely", { day: meant[0] }];
  if (reading.hasNoSuchHour) return ["no_such_hour", {}];
  const day = reading.anotherWeekday;
  if (day) return ["another_weekday", { day, words: inWords(file, day), weekday: file.form.rules.weekdays[weekdayOf(day) - 1] }];
  return reading.month ? ["no_day", { month: reading.month }] : ["not_a_date", {}];
}

function* aDateIsNear(file) {
  for (const name of ["date", "modified", "reviewed"]) {
    const text = file.text(name);
    if (!parseDate(text)) continue;
    const [year, thisYear] = [Number(text.slice(0, 4)), yearOf(file.now)];
    if (year >= 1970 && year <= thisYear + YEARS_AHEAD) continue;
    const swapped = text[0] + text[2] + text[1] + text.slice(3);
    const isNear = Math.abs(Number(swapped.slice(0, 4)) - thisYear) <= YEARS_AHEAD;
    const likely = isNear ? swapped : `${thisYear}${text.slice(4)}`;
    const day = parseDate(likely) ? likely : `${thisYear}-03-01`;
    yield file.problem(file.line(name), `a_date_is_near.${year < 1970 ? "past" : "ahead"}`, { key: capital(name), text, day });
  }
}

function* aScheduledArticleIsAnnounced(file) {
  const isDraft = file.text("status").toLowerCase() === "draft";
  if (file.kind !== "articles" || file.date <= file.now || isDraft || yearOf(file.date) > yearOf(file.now) + YEARS_AHEAD) return;
  const template = `a_scheduled_article_is_announced${file.date.endsWith("T00:00:00") ? "" : ".at"}`;
  yield file.problem(file.line("date"), template, { words: inWords(file, file.date), time: file.date.slice(11, 16) });
}

function* datesAreInOrder(file) {
  const today = file.now.slice(0, 10);
  const own = file.date.slice(0, 10);
  for (const name of ["modified", "reviewed"]) {
    const text = file.text(name);
    const day = parseDate(text).slice(0, 10);
    if (day && day < own) yield file.problem(file.line(name), `dates_are_in_order.${name}.before`, { text, own, day });
    else if (day > today && day > own && yearOf(day) <= yearOf(today) + YEARS_AHEAD) {
      const places = { text, today, words: inWords(file, day) };
      yield file.problem(file.line(name), `dates_are_in_order.${name}.future`, places);
    }
  }
  const text = parseMonth(file.text("earlier"));
  if (!text) return;
  if (own && text >= own.slice(0, 7))
    yield file.problem(file.line("earlier"), "dates_are_in_order.earlier", { text, date: file.text("date") });
  else if (text > today.slice(0, 7)) yield file.problem(file.line("earlier"), "dates_are_in_order.to_come", { text });
}

function* aTopicIsKnown(file) {
  const text = file.text("category");
  const { topics } = file.form;
  if (file.kind !== "articles" || !text || !topics.length || topics.includes(text)) return;
  const now = file.form.rules.renamed[text];
  const line = file.line("category");
  const parts = splitList(text).filter((part) => topics.includes(part));
  const near = nearest(text, topics);
  const { topics: listed } = file.examples;
  if (now) yield file.problem(line, "a_topic_is_known.renamed", { text, now }, [text, now]);
  else if (parts.length > 1)
    yield file.problem(line, "a_topic_is_known.several", { text, count: parts.length, first: parts[0] });
  else yield file.problem(line, `a_topic_is_known.${near ? "near" : "not"}`, { text, near, topics: listed });
}

function* aStatusIsKnown(file) {
  const text = file.text("status");
  const { statuses } = file.form;
  if (!text || file.kind !== "articles" || statuses.includes(text.toLowerCase())) return;
  const near = nearest(text, statuses);
  yield file.problem(file.line("status"), `a_status_is_known.${near ? "near" : "not"}`, { text, near });
}

function* invitationsAreKnown(file) {
  if (file.kind !== "articles") return;
  const { invitations } = file.form.rules;
  for (const item of splitList(file.text("invite"))) {
    const name = item.toLowerCase();
    const near = nearest(item, invitations);
    let template = "";
    if (!invitations.includes(name)) template = near ? "near" : "not";
    else if (!file.form.invitations.includes(name)) template = `no_words.${name}`;
    if (template) yield file.problem(file.line("invite"), `invitations_are_known.${template}`, { item, near });
  }
}

function* aPhotographHasWords(file) {
  const [image, words] = [file.text("image"), file.text("image_alt")];
  if (file.kind !== "articles") return;
  if (image && !words && !file.unread.has("image_alt"))
    yield file.problem(file.line("image"), "a_photograph_has_words.no_words", { image });
  if (words && !image && !file.unread.has("image"))
    yield file.problem(file.line("image_alt"), "a_photograph_has_words.no_image", { words });
  if (new RegExp(`^[^${SPACES}]+\\.(jpe?g|png|webp|gif|avif)$`, "iu").test(words))
    yield file.problem(file.line("image_alt"), "a_photograph_has_words.name", { words });
}

const RULES = [
  thereIsAHeader,
  theHeaderIsClosed,
  theHeaderIsInOnePiece,
  nothingIsMissing,
  everyFieldIsKnown,
  noFieldIsDoubled,
  everyLineIsAField,
  aTitleIsShort,
  aSummaryIsShort,
  aDateIsADate,
  aDateIsNear,
  aScheduledArticleIsAnnounced,
  datesAreInOrder,
  aTopicIsKnown,
  aStatusIsKnown,
  invitationsAreKnown,
  aPhotographHasWords,
];

/** The fields at the beginning of the text which the header lacks. */
function lateFields(file) {
  const found = new Map();
  const lines = file.source.body.split("\n", 40);
  for (const [at, words] of lines.entries()) {
    const match = LATE_FIELD.exec([...words.slice(0, 200)].slice(0, 100).join(""));
    const name = match ? fieldName(match[1]) : "";
    if (strip(words) && !FIELDS.includes(name)) break;
    if (name && file.fields.size && !file.fields.has(name))
      found.set(name, { line: file.source.bodyLine + at, words: strip(words) });
  }
  return found;
}

/** The lines of the header that begin with the name of a field it lacks, and have no colon. */
function withoutColon(file) {
  const found = new Map();
  for (const line of file.source.stray) {
    const match = NO_COLON.exec(line.value);
    const name = match ? fieldName(match[1]) : "";
    if (!match || !file.known.includes(name) || file.text(name) || found.has(name)) continue;
    const [, key, mark, value] = match;
    // A sentence can begin with the name of a field that nobody has to write.
    const noSentence = mark || name.includes("_") || !/[.!?]$/.test(value);
    if (file.required.includes(name) || (/^[A-Z]/.test(key) && noSentence)) found.set(name, { line, key, value });
  }
  return found;
}

/** The fields of words that go on, without a space at the beginning, in the lines below them; and these lines. */
function goneOn(file) {
  const fields = [...file.fields.values(), ...file.source.doubled].sort((one, other) => one.line - other.line);
  const apart = [...file.unread.values()].map(({ line }) => line.line);
  const found = [];
  fields.forEach((field, at) => {
    const name = fieldName(field.key);
    const after = fields[at + 1];
    if (!PROSE.includes(name)) return;
    const below = file.source.stray.filter(({ line }) => field.line < line && (!after || line < after.line));
    const end = below.findIndex(({ line, value }) => apart.includes(line) || MARKED.test(value));
    const more = end < 0 ? below : below.slice(0, end);
    // At the end of a header, a new sentence may be the text, whose empty line is missing.
    const begun = /^$|^[|>]|[\p{L}\p{N}_,;:–—-]$/u.test(field.value) && (name !== "title" || !field.value);
    if (more.length && (after || more.length < below.length || begun || /^\p{Lowercase}/u.test(more[0].value)))
      found.push([field, more]);
  });
  return found;
}

const yearOf = (day) => Number(day.slice(0, 4));
const capital = (word, rest = word.slice(1).toLowerCase()) => word.slice(0, 1).toUpperCase() + rest;

/** `November 22, 2026`. */
function inWords(file, day) {
  const [year, month, date] = day.slice(0, 10).split("-").map(Number);
  return `${file.form.rules.months[month - 1]} ${date}, ${year}`;
}

/** The known word most like this one, whatever the capitals of both; empty where none is like it. */
function nearest(word, known, alike = 0.6) {
  const byLower = new Map(known.toSorted().map((one) => [one.toLowerCase(), one]));
  let [best, most] = ["", 0];
  for (const one of byLower.keys()) {
    const ratio = likeness([...one], [...word.toLowerCase()]);
    if (ratio >= alike && (ratio > most || (ratio === most && one > best))) [best, most] = [one, ratio];
  }
  return byLower.get(best) ?? "";
}

/** How much of two words is alike, as Python's difflib tells it (Ratcliff and Obershelp). */
function likeness(a, b) {
  return a.length + b.length ? (2 * alikeIn(a, b, 0, a.length, 0, b.length)) / (a.length + b.length) : 1;
}

function alikeIn(a, b, aFrom, aTo, bFrom, bTo) {
  let [i, j, size] = [aFrom, bFrom, 0];
  let lengths = new Map();
  for (let x = aFrom; x < aTo; x += 1) {
    const next = new Map();
    for (let y = bFrom; y < bTo; y += 1) {
      if (a[x] !== b[y]) continue;
      const length = (lengths.get(y - 1) ?? 0) + 1;
      next.set(y, length);
      if (length > size) [i, j, size] = [x - length + 1, y - length + 1, length];
    }
    lengths = next;
  }
  return size && size + alikeIn(a, b, aFrom, i, bFrom, j) + alikeIn(a, b, i + size, aTo, j + size, bTo);
}

/** The text on one line: characters that nobody sees are escaped, as Python does. */
function printable(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (one) => {
    const named = { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[one];
    const code = one.codePointAt(0).toString(16);
    return named ?? (code.length < 3 ? `\\x${code.padStart(2, "0")}` : code.length < 5 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`);
  });
}
