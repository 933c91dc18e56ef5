// The text in its field: what the toolbar does to the selection, lists that go on by themselves, and the mirror behind it.
// All is put in as if it were typed, so that the browser's own undo takes it back.

import { one } from "./element.js";

export const MOST_MIRRORED = 60_000; // characters; beyond, a copy of the text behind it would make typing slow

export const area = one("text");
const around = one("around");
const mirror = one("mirror");

// Put words in the place of those from start to end, and select from … to.
export const put = (words, start = area.selectionStart, end = area.selectionEnd, from = start + words.length, to = from) => {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  if (words || start !== end) {
    // Deprecated, and the only way that keeps undo in every browser.
    if (!document.execCommand(words ? "insertText" : "delete", false, words)) {
      area.setRangeText(words, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  area.setSelectionRange(from, to);
};

// Make the whole text these words, and put in only what differs.
export const become = (words) => {
  const old = area.value;
  if (old === words) return;
  let start = 0;
  while (start < Math.min(old.length, words.length) && old[start] === words[start]) start += 1;
  let rest = 0;
  while (rest < Math.min(old.length, words.length) - start && old[old.length - 1 - rest] === words[words.length - 1 - rest]) rest += 1;
  put(words.slice(start, words.length - rest), start, old.length - rest);
};

// The selection without spaces at its ends, or the word around the caret.
const selected = () => {
  let { selectionStart: start, selectionEnd: end } = area;
  const { value } = area;
  if (start === end) {
    const before = value.slice(0, start).match(/[\p{L}\p{N}’'-]*$/u)[0];
    const after = value.slice(end).match(/^[\p{L}\p{N}’'-]*/u)[0];
    if (before && after) [start, end] = [start - before.length, end + after.length];
  }
  while (start < end && /\s/.test(value[start])) start += 1;
  while (end > start && /\s/.test(value[end - 1])) end -= 1;
  return [start, end];
};

const stars = (words, ending) => words.match(ending ? /\**$/ : /^\**/)[0].length;

// Put marks around the selection, or take them away.
export const surround = (mark) => {
  const [start, end] = selected();
  const { value } = area;
  const words = value.slice(start, end);
  const size = mark.length;
  // “***” is both bold and italic: an odd number has the one star, two and more have the other
  const has = (count) => (size === 1 ? count % 2 === 1 : count >= 2);
  if (has(stars(value.slice(0, start), true)) && has(stars(value.slice(end), false))) put(words, start - size, end + size, start - size, end - size);
  else if (words.length >= 2 * size && has(stars(words, false)) && has(stars(words, true))) put(words.slice(size, -size), start, end, start, end - 2 * size);
  else put(`${mark}${words}${mark}`, start, end, start + size, end + size);
};

// Change each line of the selection.
const lines = (change) => {
  const { value, selectionStart, selectionEnd } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const to = value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? 1 : 0), start));
  const end = to < 0 ? value.length : to;
  const changed = change(value.slice(start, end).split("\n")).join("\n");
  put(changed, start, end, selectionStart === selectionEnd ? start + changed.length : start, start + changed.length);
};

const begin = (mark) => lines((all) => {
  const there = all.every((line) => line.startsWith(mark) || (!line.trim() && all.length > 1));
  return all.map((line) => (there ? line.replace(mark, "") : line.trim() || all.length === 1 || mark === "> " ? mark + line : line));
});

export const list = () => begin("- ");
export const quotation = () => begin("> ");
export const heading = () => lines((all) => all.map((line) => {
  const [, signs, words] = line.match(/^(#*)\s*(.*)$/);
  return `${{ "": "## ", "##": "### " }[signs] ?? ""}${words}`;
}));

// Put in a paragraph of its own, after the line of the caret.
export const paragraph = (words) => {
  const { value, selectionEnd } = area;
  const next = value.indexOf("\n", selectionEnd);
  const at = next < 0 ? value.length : next;
  const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
  const before = line.trim() ? "\n\n" : value.slice(0, at).trim() && !value.slice(0, at).endsWith("\n\n") ? "\n" : "";
  const after = value.slice(at);
  const gap = after.trim() ? (after.startsWith("\n\n") ? "" : "\n") : after ? "" : "\n";
  put(`${before}${words.trim()}${gap}`, at, at, at + before.length + words.trim().length);
};

export const selection = () => {
  const [start, end] = selected();
  return { start, end, words: area.value.slice(start, end) };
};

// Enter in a list or a quotation begins the next line of it, and in an empty one ends it.
area.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const { value, selectionStart, selectionEnd } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const line = value.slice(start, selectionStart);
  const found = line.match(/^(\s*(?:>\s?)*)(?:([-*+]|\d{1,9}[.)])(\s+))?(?:\[[ xX]\]\s+)?/);
  if (!found?.[0].trim()) return;
  event.preventDefault();
  if (line === found[0] && selectionStart === selectionEnd) return put("", start, selectionStart);
  const [, before, mark = "", space = ""] = found;
  put(`\n${before}${/\d/.test(mark) ? mark.replace(/\d+/, (number) => Number(number) + 1) : mark}${space}${found[0].includes("[") ? "[ ] " : ""}`);
});

// The mirror has a line for each of the text, in the same type: it gives the field its height, and marks words behind it.
let mirrored = [];
let marks = new Map();

const draw = (line, words, marked = []) => {
  line.replaceChildren();
  let at = 0;
  for (const { start, end, advice } of [...marked].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start) continue;
    const mark = document.createElement("mark");
    mark.className = advice ? "advice" : "";
    mark.textContent = words.slice(start, end);
    line.append(words.slice(at, start), mark);
    at = end;
  }
  line.append(words.slice(at));
  if (!words) line.append(document.createElement("br"));
};

export const isMirrored = () => !around.classList.contains("text--large");

// Bring the mirror up to date; gives which lines became others: [first, how many there were, how many there are].
export const reflect = () => {
  const large = area.value.length > MOST_MIRRORED;
  around.classList.toggle("text--large", large);
  const now = area.value.split("\n");
  const most = Math.min(now.length, mirrored.length);
  let first = 0;
  while (first < most && now[first] === mirrored[first]) first += 1;
  let rest = 0;
  while (rest < most - first && now[now.length - 1 - rest] === mirrored[mirrored.length - 1 - rest]) rest += 1;
  const were = mirrored.length - first - rest;
  const are = now.length - first - rest;
  mirrored = now;
  marks = new Map([...marks].filter(([at]) => at < first || at >= first + were).map(([at, marked]) => [at < first ? at : at + are - were, marked]));
  if (large) mirror.replaceChildren();
  else if (mirror.children.length !== now.length - are + were) {
    mirror.replaceChildren(...now.map((words, at) => {
      const line = document.createElement("div");
      draw(line, words, marks.get(at));
      return line;
    }));
  } else {
    const after = mirror.children[first + were] ?? null;
    for (let gone = were; gone > are; gone -= 1) mirror.children[first].remove();
    for (let come = were; come < are; come += 1) mirror.insertBefore(document.createElement("div"), after);
    for (let at = first; at < first + are; at += 1) draw(mirror.children[at], now[at]);
  }
  return [first, were, are];
};

// Mark words: line, from 0, to [{ start, end, advice }].
export const mark = (wanted) => {
  if (isMirrored()) {
    for (const at of new Set([...marks.keys(), ...wanted.keys()])) {
      if (mirror.children[at] && JSON.stringify(marks.get(at)) !== JSON.stringify(wanted.get(at))) draw(mirror.children[at], mirrored[at], wanted.get(at));
    }
  }
  marks = wanted;
};

export const lineWords = (at) => mirrored[at];

// The line of the caret and its place in that, both from 0.
export const caret = () => {
  const before = area.value.slice(0, area.selectionStart).split("\n");
  return [before.length - 1, before.at(-1).length];
};

// How far below the top of the text a line's first mark begins; or, for a column of it, where the mark ends that it is in.
export const height = (at, column) => {
  const line = mirror.children[at];
  const found = [...(line?.querySelectorAll("mark") ?? [])];
  const marked = column === undefined ? found[0] : found[(marks.get(at) ?? []).toSorted((a, b) => a.start - b.start).findIndex(({ end }) => column <= end)];
  const box = (marked ?? line)?.getBoundingClientRect();
  return box && (column === undefined ? box.top : box.bottom) - around.getBoundingClientRect().top;
};

// Select words of a line, and bring them into view.
export const select = (at, start, end) => {
  let before = 0;
  for (let line = 0; line < at; line += 1) before += mirrored[line].length + 1;
  area.focus({ preventScroll: isMirrored() });
  area.setSelectionRange(before + start, before + end);
  if (isMirrored()) mirror.children[at]?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  else area.scrollTop = (area.scrollHeight * before) / Math.max(1, area.value.length) - area.clientHeight / 2;
};
