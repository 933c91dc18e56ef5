// What the checks found, beside the lines it is about: words marked, a note for each, its repairs as buttons.

import { element, one } from "./element.js";
import * as text from "./text.js";

const list = one("notes");
const card = one("card");
const jump = one("found");
const BESIDE = matchMedia("(min-width: 68.75rem)"); // as write.css has it
const QUOTED = /“([^”]+)”|`([^`]+)`/g;
const SHORT = 48; // characters that a button shows of what it puts in

// Where in its line a problem is: what its repair replaces, else words that it quotes, else all of the line.
export const place = (line, problem) => {
  const repair = problem.repairs.find((one) => one.line === problem.line && one.old && line.includes(one.old));
  const words = repair?.old ?? [...problem.found.matchAll(QUOTED)].map((found) => found[1] ?? found[2]).find((quoted) => line.includes(quoted));
  if (words) return { start: line.indexOf(words), end: line.indexOf(words) + words.length };
  return { start: line.length - line.trimStart().length, end: Math.max(line.trimEnd().length, 0) };
};

const shorten = (words) => (words.length > SHORT ? `${words.slice(0, SHORT)}…` : words);

// What a repair makes of the word that it changes.
const word = (line, { old, new: written }) => {
  const at = old ? line.indexOf(old) : -1;
  if (at < 0 || written.length > SHORT) return written;
  return line.slice(0, at).match(/\S{0,24}$/)[0] + written + line.slice(at + old.length).match(/^\S{0,24}/)[0];
};

const way = ({ repairs }, line) => {
  const [first, ...others] = repairs;
  if (others.length) return `Change it, in ${new Set(repairs.map((one) => one.line)).size === 1 ? "this line" : `${repairs.length} places`}`;
  if (!first.new.trim()) return first.old.trim() ? ["Take out ", element("code", {}, shorten(first.old.trim()))] : ["Take it out"];
  return ["Change to ", element("code", {}, shorten(word(line, first).trim()))];
};

// Words with what stands between backticks set as code.
export const spoken = (words) => words.split("`").map((part, at) => (at % 2 ? element("code", {}, part) : part));

// A note: what was found, what to do, and a button that does it.
export const note = (problem, { repair, accept, select, line = "" }) => {
  const made = element("li", { className: `note${problem.advice ? " note--advice" : ""}${problem.word ? " note--hint" : ""}` });
  made.append(select ? element("button", { type: "button", className: "note__found", onclick: select }, ...spoken(problem.found)) : element("p", { className: "note__found" }, ...spoken(problem.found)));
  made.append(element("p", { className: "note__remedy" }, ...spoken(problem.remedy)));
  if (problem.repairs.some((one) => one.line)) made.append(element("button", { type: "button", className: "note__repair", onclick: () => repair(problem) }, ...[way(problem, line)].flat()));
  if (problem.word && accept) made.append(" ", element("button", { type: "button", className: "note__repair", onclick: () => accept(problem.word) }, "Add to my words"));
  return made;
};

let shown = []; // { problem, at: its line from 0, start, end, element }

const mark = () => {
  const wanted = new Map();
  for (const { at, start, end, problem } of shown) wanted.set(at, [...(wanted.get(at) ?? []), { start, end, advice: problem.advice }]);
  text.mark(wanted);
};

// Lay the notes beside their lines, none over another.
export const lay = () => {
  const beside = BESIDE.matches && text.isMirrored();
  jump.hidden = beside || !shown.length;
  list.classList.toggle("notes--beside", beside);
  if (!beside) {
    for (const { element: item } of shown) item.style.removeProperty("inset-block-start");
    list.parentElement.style.removeProperty("min-block-size");
    return;
  }
  const places = shown.map(({ at, element: item }) => ({ item, top: text.height(at) ?? 0, size: item.offsetHeight }));
  let free = 0;
  for (const { item, top, size } of places) {
    const here = Math.max(top, free);
    item.style.insetBlockStart = `${here}px`;
    free = here + size + 16;
  }
  list.parentElement.style.minBlockSize = `${free}px`;
};

// A problem as it is now, where lines were typed above it since it was found.
const now = ({ problem, at }, head) => {
  const moved = at + 1 + head - problem.line;
  return { ...problem, repairs: problem.repairs.map((one) => ({ ...one, line: one.line === problem.line || one.line > head ? one.line + moved : one.line })) };
};

// Show the problems of the text, before which `head()` lines of header stand in the file.
export const show = (problems, head, { repair, accept }) => {
  const focused = list.contains(document.activeElement);
  shown = problems
    .map((problem) => ({ problem, at: problem.line - 1 - head() }))
    .filter(({ at }) => text.lineWords(at) !== undefined)
    .map((one) => ({ ...one, ...place(text.lineWords(one.at), one.problem) }))
    .sort((a, b) => a.at - b.at || a.start - b.start);
  for (const one of shown) {
    const make = () => note(one.problem, { line: text.lineWords(one.at), repair: () => repair(now(one, head())), accept, select: () => text.select(one.at, one.start, one.end) });
    one.element = Object.assign(make(), { again: make });
  }
  list.replaceChildren(...shown.map((one) => one.element));
  jump.textContent = `${shown.length} below`;
  jump.setAttribute("aria-label", `${shown.length} below the text: go there`);
  card.hidden = true;
  if (focused) text.area.focus({ preventScroll: true });
  mark();
  lay();
};

// Lines were typed: what is below them moves with its lines, what was in them waits for the next answer.
export const shift = ([first, were, are]) => {
  if (were === are || !shown.length) return;
  for (const one of shown) if (one.at >= first + were) one.at += are - were;
  requestAnimationFrame(lay);
};

jump.addEventListener("click", () => list.querySelector("button")?.focus());

// Where there is no room beside the text, words that are marked and tapped show their note below them.
text.area.addEventListener("click", () => {
  card.hidden = true;
  if (list.classList.contains("notes--beside")) return;
  const [at, column] = text.caret();
  const touched = shown.filter((one) => one.at === at && one.start <= column && column <= one.end);
  if (!touched.length || !text.isMirrored()) return;
  card.replaceChildren(...touched.map(({ element: { again } }) => again()));
  card.hidden = false;
  card.style.insetBlockStart = `${text.height(at, column) + 4}px`;
});
text.area.addEventListener("input", () => (card.hidden = true));
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || card.hidden) return;
  if (card.contains(document.activeElement)) text.area.focus();
  card.hidden = true;
});

BESIDE.addEventListener("change", lay);
new ResizeObserver(() => requestAnimationFrame(lay)).observe(one("around"));
document.fonts?.addEventListener("loadingdone", lay);
