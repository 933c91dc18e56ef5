/*
 * An article or page as bytes and as text, and its header, of which single lines are changed. What is read in a header is
 * what sources/header.py reads, to the letter (tests/browser/test_writing_source.py). Nothing here knows of the page.
 */

// The fields in their order, those that are lists, and those that are not taken out when nothing is left in them.
export const FIELDS = [
  "title", "date", "summary", "category", "tags", "modified", "reviewed", "earlier",
  "changes", "image", "image_alt", "invite", "formerly", "status", "private_link",
];
const LISTS = ["tags", "invite", "formerly"];
const REQUIRED = ["title", "date", "summary", "category"];
const LINES = 200; // of a header
const LONGEST_NAME = 80; // of a file, as sources/redirects.py has it

// Spaces as Python knows them, which are not quite those of a browser.
export const SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = new RegExp(`[${SPACES}]`);
const KEY = /^([A-Za-z][A-Za-z _-]{0,40}?)[ \t\xa0]*[:：](?:[ \t\xa0]+(.*)|)$/s;
// Without a space after the colon, a line is read if its key is known.
const TIGHT_KEY = new RegExp(`^(${FIELDS.join("|").replaceAll("_", "[_ \\-]")})[ \\t\\xa0]*[:：](.*)$`, "isu");
const COMMENT = /^(?:#(?!#)|<!--.*-->$)/s;
const ITEM = new RegExp(`^([${SPACES}]*-[${SPACES}]+)(.*)$`, "s");
const FOLDED = /^[>|][+-]?$/;
const QUOTED = /^(["'])(.*)\1$/s;
const CURLY = /^(?:“([^“”]*)”|„([^„“”]*)[“”]|‘([^‘’]*)’|«([^«»]*)»)$/;
const ESCAPED = { '"': /\\"/g, "'": /\\'|''/g };
// What other programs would not read as the same words, in a header between `---` and without quotation marks.
const NEEDS_QUOTES = /^[[\]{}>|*&!%#@`"',?:-]|: | #|:$/;

/** Something that cannot be done, in a sentence for the coach; `kind` says what it is to the page. */
export class KeeperError extends Error {
  constructor(kind, message, more = {}) {
    super(message);
    this.name = "KeeperError";
    this.kind = kind;
    Object.assign(this, more);
  }
}

/**
 * A file as text, its lines ending with \n, and `encode`, which gives the bytes of a changed text: in the encoding of the
 * file, with its byte-order mark, and with the ending that each line had.
 */
export function decode(bytes) {
  const mark = bytes[0] * 256 + bytes[1];
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  let whole;
  try {
    whole = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new KeeperError(
      "refused",
      "This file is not text in UTF-8, so it cannot be opened here without losing letters. Save it once more as UTF-8.",
    );
  }
  const start = whole.startsWith("\ufeff") ? "\ufeff" : "";
  const parts = whole.slice(start.length).split(/(\r\n|\n|\r)/);
  const lines = parts.filter((_, at) => at % 2 === 0);
  const ends = parts.filter((_, at) => at % 2);
  return {
    text: lines.join("\n"),
    encode: (text) => inBytes(start + withEnds(lines, ends, text.replace(/\r\n?/g, "\n")), encoding),
  };
}

function inBytes(text, encoding) {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), encoding === "utf-16le");
  return new Uint8Array(view.buffer);
}

/** A changed text with the ending that each line had; a new line has that of the line above it. */
function withEnds(lines, ends, text) {
  const kinds = new Set(ends);
  if (kinds.size < 2) return text.replaceAll("\n", ends[0] ?? "\n");
  const count = (end) => ends.filter((one) => one === end).length;
  const [usual] = [...kinds].sort((one, other) => count(other) - count(one));
  const now = text.split("\n");
  const found = new Array(now.length);
  let old = 0;
  let next = 0;
  for (const { from, to, at, until } of [...hunks(lines, now), { from: lines.length, at: now.length }]) {
    while (next < at) found[next++] = ends[old++];
    for (; next < until; next += 1) found[next] = from + next - at < to ? ends[from + next - at] : found[next - 1];
    old = to;
  }
  return now.map((line, at) => (at < now.length - 1 ? line + (found[at] ?? usual) : line)).join("");
}

/** What is read of a header, as `parse_source` does; `longest` is how many characters of each field are looked at. */
export function parse(text, longest = {}) {
  const lines = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n").split("\n");
  const source = { fields: new Map(), doubled: [], stray: [], unclosed: 0, endless: false, fenced: false };
  let number = lines.findIndex((line) => strip(line));
  if (number < 0) number = lines.length;
  const start = number;
  if (strip(lines[start] ?? "") === "---") {
    number += 1;
    source.fenced = isClosed(lines, number);
    source.unclosed = source.fenced ? 0 : number;
  }
  let last = "";
  let comments = [];
  for (; number < lines.length; number += 1) {
    if (source.fields.size && number - start > LINES)
      return { ...source, doubled: [], stray: [], unclosed: 0, endless: true, bodyLine: number + 1, body: "" };
    const line = rstrip(lines[number]);
    if (source.fenced ? strip(line) === "---" : !line) {
      number += 1;
      break;
    }
    const match = KEY.exec(line) ?? TIGHT_KEY.exec(line);
    const more = last ? continued(line, source.fenced) : null;
    if (COMMENT.test(line)) {
      comments.push({ value: line, line: number + 1 });
    } else if (match) {
      comments = []; // what stands above a field is about it
      const key = strip(match[1]);
      const field = { key, line: number + 1, more: [], ...ofField(match[2] ?? "", key, longest) };
      last = fieldName(key);
      if (source.fields.has(last)) source.doubled.push(field);
      else source.fields.set(last, field);
    } else if (more !== null) {
      const field = source.fields.get(last);
      const before = FOLDED.test(field.value) ? "" : field.value;
      const raw = strip(`${before}${ITEM.test(line) && field.value ? ", " : " "}${more}`);
      Object.assign(field, ofField(raw, field.key, longest, field.isCut ? field.length + count(more) + 1 : 0));
      field.more.push(number + 1);
    } else if (line) {
      source.stray.push({ value: [...strip(line)].slice(0, 1000).join(""), line: number + 1 });
    }
  }
  if (!source.fenced) source.stray.push(...comments.filter((one) => one.value.startsWith("#")));
  if (!source.fields.size) return { ...source, doubled: [], stray: [], unclosed: 0, body: lines.join("\n"), bodyLine: 1 };
  while (number < lines.length && !strip(lines[number])) number += 1;
  return { ...source, body: lines.slice(number).join("\n"), bodyLine: number + 1 };
}

/**
 * The header as a form can show it, or, where it is not `plain`, why it cannot: then the file is shown whole. A form has
 * one box for each field, and each line that is none of them has to be seen somewhere.
 */
export function header(text, known = FIELDS) {
  const source = parse(text);
  const fields = [...source.fields].map(([name, { key, value, line, more }]) => {
    return { name, key, value, line, lastLine: Math.max(line, ...more) };
  });
  const unknown = fields.find((field) => !known.includes(field.name));
  const [stray] = source.stray;
  const [doubled] = source.doubled;
  let why = "";
  if (!fields.length) why = "It has no header.";
  else if (source.unclosed) why = "Its header begins with “---” and does not end with it.";
  else if (source.endless) why = "Its header does not end: there is no empty line below it.";
  else if (stray) why = `Line ${stray.line}, “${short(stray.value)}”, has no box in the form.`;
  else if (doubled) why = `Line ${doubled.line}, “${doubled.key}”, is there a second time.`;
  else if (unknown) why = `Line ${unknown.line}, “${unknown.key}”, has no box in the form.`;
  return { plain: !why, fenced: source.fenced, fields, bodyLine: source.bodyLine, why };
}

/**
 * The text with another value in a field, and nothing else changed: one line is, or it is added below the field that comes
 * before it, or taken out. Of the ways to write it, that one is taken of which all is read again as it is meant.
 */
export function setField(text, name, value) {
  const before = parse(text);
  const field = before.fields.get(name);
  const wanted = strip(value.replace(/[\r\n]+/g, " ").replaceAll("\xa0", " "));
  if (isSame(name, field?.value ?? "", wanted)) return text;
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const lines = text.slice(mark.length).split("\n");
  for (const way of field ? changed(lines, before, field, name, wanted) : added(lines, before, name, wanted)) {
    const written = mark + way.join("\n");
    if (isKept(before, parse(written), name, wanted)) return written;
  }
  throw new KeeperError("refused", `“${short(wanted)}” cannot stand in a header. Use fewer quotation marks.`);
}

function* added(lines, source, name, words) {
  const there = [...source.fields].map(([key, one]) => [FIELDS.indexOf(key), one.line, Math.max(one.line, ...one.more)]);
  const place = FIELDS.indexOf(name);
  const previous = there.filter(([order]) => order >= 0 && order < place).sort((a, b) => b[0] - a[0])[0];
  const next = there.filter(([order]) => order > place).sort((a, b) => a[0] - b[0])[0];
  const keys = [...source.fields.values()].map((one) => one.key);
  const key = keys.length && keys.every((one) => one === one.toLowerCase()) ? name : name[0].toUpperCase() + name.slice(1);
  const last = Math.max(0, ...there.map((one) => one[2]));
  let at = previous ? previous[2] : next ? next[1] - 1 : last;
  while (!previous && next && at && COMMENT.test(lines[at - 1])) at -= 1;
  for (const place of [at, last]) {
    for (const way of waysOf(words, "", source.fenced))
      yield [...lines.slice(0, place), `${key}: ${way}`, ...(source.fields.size ? [] : [""]), ...lines.slice(place)];
  }
}

function* changed(lines, source, field, name, words) {
  const own = [field.line, ...field.more];
  const without = (others) => lines.filter((_, at) => !others.includes(at + 1));
  if (!words && !REQUIRED.includes(name)) yield without(own);
  const line = rstrip(lines[field.line - 1]);
  const written = (KEY.exec(line) ?? TIGHT_KEY.exec(line))[2] ?? "";
  const head = line.slice(0, line.length - written.length);
  const folded = without(field.more);
  if (!words) {
    yield folded.with(field.line - 1, rstrip(head));
    return;
  }
  const items = field.more.map((number) => ITEM.exec(rstrip(lines[number - 1])));
  if (LISTS.includes(name) && !written && source.fenced && items.length && items.every(Boolean))
    yield withItems(lines, field, items, splitList(words));
  const space = SPACE.test(head.at(-1)) || written ? "" : " ";
  const list = LISTS.includes(name) && /^\[.*\]$/s.exec(field.raw);
  const ways = list ? [`[${itemsOf(field.raw.slice(1, -1).split(","), splitList(words)).join(", ")}]`] : [];
  for (const way of [...ways, ...waysOf(words, field.raw, source.fenced)])
    yield folded.with(field.line - 1, `${head}${space}${way}`);
}

/** The lines in which each item of a list has its own: those that stay are where and as they were. */
function withItems(lines, field, items, wanted) {
  const there = new Map(items.map((match, at) => [plain(match[2]), field.more[at]]));
  const kept = [...there.keys()].filter((item) => wanted.includes(item));
  const inOrder = wanted.filter((item) => there.has(item)).every((item, at) => item === kept[at]);
  const [, lead, first] = items[0];
  const line = (item) => lines[there.get(item) - 1] ?? lead + itemsOf([first], [item])[0];
  const out = [];
  let left = [...wanted];
  const following = () => {
    while (left.length && !(inOrder && there.has(left[0]))) out.push(line(left.shift()));
  };
  lines.forEach((one, at) => {
    const item = [...there].find(([, number]) => number === at + 1)?.[0];
    if (!field.more.includes(at + 1)) out.push(one);
    else if (inOrder && item === left[0]) out.push(line(left.shift()));
    else return;
    if (at + 1 === field.line || item !== undefined) following();
  });
  return out;
}

/** Items as they are to be written: those that were there as they were, others with the quotation marks of the first. */
function itemsOf(written, wanted) {
  const before = new Map(written.map((one) => [plain(one), strip(one)]));
  const mark = QUOTED.exec(strip(written[0]))?.[1] ?? "";
  const quoted = (item, sign = mark || (NEEDS_QUOTES.test(item) && !item.includes('"') ? '"' : "")) => sign + item + sign;
  return wanted.map((item) => before.get(item) ?? quoted(item));
}

/** The ways to write words behind a key, the best first: with the quotation marks that there were, or none where none are needed. */
function* waysOf(words, raw, fenced) {
  const quoted = { '"': `"${words.replaceAll('"', '\\"')}"`, "'": `'${words.replaceAll("'", "''")}'` };
  if (plain(raw) !== raw && QUOTED.test(raw)) yield quoted[raw[0]];
  if (plain(raw) !== raw && CURLY.test(raw)) yield raw[0] + words + raw.at(-1);
  if (fenced && NEEDS_QUOTES.test(words)) yield* /["\\]/.test(words) ? [quoted["'"], quoted['"']] : [quoted['"']];
  yield* [words, `"${words}"`, `'${words}'`, quoted["'"], quoted['"']];
}

function isKept(before, after, name, wanted) {
  const rest = (source) =>
    JSON.stringify([
      [...source.fields].filter(([key]) => key !== name).map(([key, one]) => [key, one.key, one.value]),
      source.doubled.map((one) => [one.key, one.value]),
      source.stray.map((one) => one.value),
      source.body,
      source.fenced,
      source.endless,
      source.unclosed > 0,
    ]);
  return isSame(name, after.fields.get(name)?.value ?? "", wanted) && rest(before) === rest(after);
}

const isSame = (name, one, other) =>
  LISTS.includes(name) ? splitList(one).join() === splitList(other).join() : one === other;

/** A text with the repairs of problems, as `apply_repairs` makes them; a line of which nothing is left is taken out. */
export function applyRepairs(text, problems) {
  const lines = text.split("\n");
  const written = [...lines];
  for (const { line: number, old, new: right } of problems.flatMap((problem) => problem.repairs)) {
    const line = written[number - 1] ?? null;
    if (line === null) continue;
    const code = /(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)/gs; // which stays as it is
    let at = line.replace(code, (match) => "\0".repeat(match.length)).indexOf(old);
    if (at < 0 && strip(line) === strip(old)) at = line.indexOf(old);
    if (at < 0) continue;
    const now = line.slice(0, at) + right + line.slice(at + old.length);
    written[number - 1] = strip(now) ? now : null;
  }
  const out = [];
  let blank = false;
  written.forEach((line, at) => {
    if (line === null) blank = !out.length || !strip(out.at(-1)); // of two empty lines around it, one stays
    else if (!(blank && !strip(line))) {
      out.push(at < lines.length - 1 ? `${line}\n` : line);
      blank = false;
    }
  });
  return out.join("");
}

/** Where each line begins. */
export function lineOffsets(text) {
  const offsets = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) offsets.push(at + 1);
  return offsets;
}

/** Where a line begins, counted from 1; that of the last one where there are not so many. */
export function offsetOfLine(text, line) {
  let offset = 0;
  for (let number = 1; number < line; number += 1) {
    const end = text.indexOf("\n", offset);
    if (end < 0) break;
    offset = end + 1;
  }
  return offset;
}

/** The line, counted from 1, that a place in the text is in. */
export function lineOfOffset(text, offset) {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** The lines in which two texts differ, and those `around` them: {sign, text}, where the sign is " ", "-", "+", or "…" for what is left out. */
export function difference(before, after, around = 2) {
  const old = before.split("\n");
  const now = after.split("\n");
  const shown = [];
  let last = 0;
  for (const { from, to, at, until } of hunks(old, now)) {
    if (from - last > 2 * around && last) shown.push(...same(old, last, last + around));
    const start = last && from - last <= 2 * around ? last : Math.max(last, from - around);
    if (start > last || (!last && start)) shown.push({ sign: "…", text: "" });
    shown.push(...same(old, start, from));
    for (const text of old.slice(from, to)) shown.push({ sign: "-", text });
    for (const text of now.slice(at, until)) shown.push({ sign: "+", text });
    last = to;
  }
  if (shown.length) shown.push(...same(old, last, last + around));
  return shown;
}

const same = (lines, from, to) => lines.slice(from, to).map((text) => ({ sign: " ", text }));

/** What was replaced by what: lines `from` up to `to` by lines `at` up to `until`, by the shortest way (Myers 1986). */
function hunks(old, now) {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const [n, m] = [old.length - start - end, now.length - start - end];
  if (!n || !m) return n || m ? [{ from: start, to: start + n, at: start, until: start + m }] : [];
  const path = steps(n, m, (x, y) => old[start + x] === now[start + y]);
  const found = [];
  for (const [x, y, isOld] of path) {
    const last = found.at(-1);
    if (last && last.to === start + x && last.until === start + y) {
      if (isOld) last.to += 1;
      else last.until += 1;
    } else {
      found.push({ from: start + x, to: start + x + (isOld ? 1 : 0), at: start + y, until: start + y + (isOld ? 0 : 1) });
    }
  }
  return found;
}

const FEWEST = 600; // changed lines; with more, what lies between them is no longer looked for

/** Each line that is taken out or put in, in order, with where it is in both. */
function steps(n, m, equal) {
  const rounds = [];
  let reached = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(n + m, FEWEST); d += 1) {
    rounds.push(reached);
    const next = new Map(reached);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reached.get(k - 1) < reached.get(k + 1));
      let x = down ? reached.get(k + 1) : reached.get(k - 1) + 1;
      while (x < n && x - k < m && equal(x, x - k)) x += 1;
      next.set(k, x);
      if (x >= n && x - k >= m) return back(rounds, n, m);
    }
    reached = next;
  }
  const all = (length, step) => Array.from({ length }, (_, at) => step(at));
  return [...all(n, (x) => [x, 0, true]), ...all(m, (y) => [n, y, false])];
}

function back(rounds, n, m) {
  const path = [];
  let [x, y] = [n, m];
  for (let d = rounds.length - 1; d > 0; d -= 1) {
    const reached = rounds[d];
    const k = x - y;
    const down = k === -d || (k !== d && reached.get(k - 1) < reached.get(k + 1));
    x = down ? reached.get(k + 1) : reached.get(k - 1);
    y = x - (down ? k + 1 : k - 1);
    path.push([x, y, !down]);
  }
  return path.reverse();
}

// Letters and signs that are no others with an accent, as they stand in an address.
const SPELT = Object.fromEntries(
  ("ß ss,æ ae,œ oe,ø o,đ d,ð d,þ th,ħ h,ı i,ĸ k,ł l,ŋ ng,ŧ t,€ eur,£ ps,¥ y,¢ c,§ ss,© c,® r,° deg,± -,µ m,¶ p,× x," +
    "‐ -,‑ -,‒ -,– -,— -,― -,− -,→ -")
    .split(",")
    .map((pair) => pair.split(" ")),
);

/** A file name of small letters, digits and hyphens, cut at a word; empty where the title has no letters. */
export function fileName(title) {
  const plainly = [...title.replace(/<!--.*?-->|<[^>]*>/gs, "").toLowerCase()].map((one) => SPELT[one] ?? one).join("");
  const name = plainly
    .normalize("NFKD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replace(/[-\s]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "");
  if (name.length <= LONGEST_NAME) return name;
  const cut = name.slice(0, LONGEST_NAME + 1);
  return cut.slice(0, Math.max(0, cut.lastIndexOf("-"))) || name.slice(0, LONGEST_NAME);
}

/** The text of a new article, a draft with its header filled in as far as it is known. */
export function newArticle(title, topic, date) {
  const empty = `Title:\nDate: ${date}\nCategory:\nSummary:\nStatus: draft\n\n`;
  return setField(setField(empty, "title", title), "category", topic);
}

/** The items of a comma list, in order, without empty ones and repetitions. */
export function splitList(text) {
  return [...new Set(text.split(",").map(strip).filter(Boolean))];
}

/** The name of a field as it is looked up: `Image alt` is `image_alt`. */
export function fieldName(key) {
  return key.replace(/[ _-]+/g, "_").toLowerCase();
}

/** A text without the spaces around it, as Python takes them off. */
export function strip(text) {
  let from = 0;
  const kept = rstrip(text);
  while (from < kept.length && SPACE.test(kept[from])) from += 1;
  return kept.slice(from);
}

function rstrip(text) {
  let to = text.length;
  while (to && SPACE.test(text[to - 1])) to -= 1;
  return text.slice(0, to);
}

/** How many characters there are, of which some are two units of a string. */
export function count(text) {
  return [...text].length;
}

/** The beginning of a text, to be quoted. */
export function short(text, length = 60) {
  if (text.length <= length) return text;
  const letters = [...text];
  return letters.length <= length ? text : `${rstrip(letters.slice(0, length).join(""))}…`;
}

function isClosed(lines, from) {
  let afterGap = false;
  for (const line of lines.slice(from)) {
    const words = strip(line);
    if (words === "---") return true;
    if (words && afterGap && !(KEY.test(line) || ITEM.test(line) || /^[# ]/.test(line))) return false;
    afterGap = !words;
  }
  return false;
}

function continued(line, fenced) {
  const item = fenced && ITEM.exec(line);
  if (item) return plain(item[2]);
  return /^[ \t]/.test(line) ? strip(line) : null;
}

function ofField(raw, key, longest, length = 0) {
  const name = fieldName(key);
  const value = plain(raw, name);
  const most = longest[name] ?? Infinity;
  const isCut = value.length > most && count(value) > most + 1;
  const kept = isCut ? [...value].slice(0, most + 1).join("") : value;
  return { raw: strip(raw), value: kept, length: length || count(value), isCut: isCut || length > 0 };
}

/** The text without the quotes a Git editor may have put around it, and a list without its brackets. */
function plain(raw, name = "") {
  const value = strip(raw.replaceAll("\xa0", " "));
  if (LISTS.includes(name) && value.startsWith("[") && value.endsWith("]"))
    return value.slice(1, -1).split(",").map((item) => plain(item)).join(", ");
  const quoted = QUOTED.exec(value);
  if (quoted) {
    const escaped = ESCAPED[quoted[1]];
    if (!quoted[2].replace(escaped, "").includes(quoted[1])) return quoted[2].replace(escaped, quoted[1]);
  }
  const curly = CURLY.exec(value);
  return curly ? curly.slice(1).find((words) => words !== undefined) : value;
}
