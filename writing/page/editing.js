// One text that is open: its header, its words, what the checks say of it, and where it is kept until it is saved.

import { askBlock, askConflict, askLink, askPicture, hunks } from "./dialogs.js";
import { element, one } from "./element.js";
import { headerForm, prospect } from "./form.js";
import * as notes from "./notes.js";
import { applyRepairs, decode, header as read, offsetOfLine, setField } from "./source.js";
import * as text from "./text.js";
import * as unsaved from "./unsaved.js";

const PAUSE = 250; // ms without a key, before a check
const KEPT_AFTER = 300; // ms without a key, before this browser keeps what was typed
const PREVIEW_AFTER = 2_000; // ms without a key, before a page is asked for that is made elsewhere
const AGAIN = 5_000; // ms, before a check that failed is tried again
const QUIET = 1_500; // ms before a new number of problems is said
const WIDE = matchMedia("(min-width: 80rem)"); // as write.css has it

let keeper;
let site; // form.json
let signIn; // asks for a key, and says whether there is one now
let told; // called after each save, removal or rename
let file = null; // { name, kind, version, base, encode, head, plain, kept, … }
let fields = null; // the form of its header
let gate = []; // problems of the last publish
let opening = 0; // how often a text was opened or closed

const timers = {};
const later = (name, wait, run) => {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(run, wait);
};

const clock = (when = new Date()) => new Intl.DateTimeFormat("en", { hour: "numeric", minute: "2-digit" }).format(when);
const say = (words, wrong = false) => {
  if (one("state").textContent !== words) one("state").textContent = words;
  one("state").classList.toggle("bar__state--wrong", wrong);
};
const banner = (...parts) => one("banner").replaceChildren(...parts);
const button = (words, run, quiet = true) => element("button", { type: "button", className: quiet ? "plain" : "button", onclick: run }, words);

const header = (words) => read(words, site.fields[file.kind].map((field) => field.name));
const whole = () => {
  const gap = file.plain && text.area.value && !file.head.endsWith("\n\n") && !/^---[ \t]*\n$/m.test(file.head.slice(-5)) ? (file.head.endsWith("\n") ? "\n" : "\n\n") : "";
  return file.head + gap + text.area.value;
};
const isChanged = () => whole() !== file.base || file.version === null;
const headLines = () => {
  const all = whole();
  return all.slice(0, all.length - text.area.value.length).split("\n").length - 1;
};
const title = () => header(whole()).fields.find((field) => field.name === "title")?.value || file.name;

// Keeping

const keep = () => {
  clearTimeout(timers.keep);
  if (!file || !file.touched) return;
  file.touched = false;
  const now = whole();
  if (now === file.base && file.version !== null) {
    unsaved.forget(keeper.place, file.name);
    file.lost = false;
    return say("Nothing to save");
  }
  file.lost = !unsaved.keep(keeper.place, file.name, { text: now, version: file.version, at: new Date().toISOString() });
  if (file.lost) banner(element("p", {}, "This browser keeps nothing of what you type: its storage is full, or this is a private window. Save often."));
};

const touched = () => {
  file.touched = true;
  if (!file.saving) say("Not saved yet");
  later("keep", KEPT_AFTER, keep);
  later("check", PAUSE, check);
  if (file.previewed) later("preview", PREVIEW_AFTER, preview);
};

addEventListener("pagehide", keep);
addEventListener("blur", keep);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
addEventListener("beforeunload", (event) => {
  keep();
  if (file?.lost && isChanged()) event.preventDefault();
});

// The header

const split = (words) => {
  const found = header(words);
  if (!found.plain) return { found, head: "", body: words };
  const at = Math.min(offsetOfLine(words, found.bodyLine), words.length);
  return { found, head: words.slice(0, at), body: words.slice(at) };
};

const showHeader = (found) => {
  one("header").hidden = !found.plain;
  if (found.plain) fields.show(found);
  const now = file.kind === "articles" ? prospect(found, site, file.state) : "";
  if (file.prospect) file.prospect.textContent = now;
  const name = found.fields.find((field) => field.name === "title")?.value || file.name;
  one("heading").textContent = `Editing “${name}”`;
  document.title = `${name} – Writing`;
};

const changeField = (name, value) => {
  const now = whole();
  let next;
  try {
    next = setField(now, name, value);
  } catch (error) {
    return fields.say([{ ...error, field: name, found: error.message, remedy: "Until then it stays as it was.", repairs: [] }], header(now));
  }
  if (next === now) return;
  const found = header(next);
  if (!found.plain || !next.endsWith(text.area.value)) return load(next);
  file.head = next.slice(0, next.length - text.area.value.length);
  showHeader(found);
  touched();
};

// Make the file these words, so that the browser can undo what becomes of its text.
const become = (words) => {
  const { found, head, body } = split(words);
  if (found.plain !== file.plain) return load(words);
  file.head = head;
  text.become(body);
  showHeader(found);
  touched();
};

const load = (words) => {
  const { found, head, body } = split(words);
  file.head = head;
  file.plain = found.plain;
  one("file-notes").replaceChildren();
  one("as-text")?.remove();
  if (!found.plain) one("header").before(element("p", { className: "hint", id: "as-text" }, `${found.why || "The lines at the top of this file are not of the usual kind."} So they stand here as text, above the article.`));
  showHeader(found);
  text.area.value = body;
  notes.show([], headLines, {});
  text.reflect();
  count();
  touched();
};

const count = () => {
  const size = (text.area.value.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []).length;
  one("count").textContent = `${size.toLocaleString("en")} ${size === 1 ? "word" : "words"}`;
};

text.area.addEventListener("input", () => {
  if (!file) return;
  notes.shift(text.reflect());
  if (text.isMirrored()) count();
  else later("count", 1_000, count);
  touched();
});

// Checks: one at a time, so that none comes after a newer one.

let checking = false;
const check = async () => {
  clearTimeout(timers.check);
  if (checking || !file) return void (timers.again = true);
  checking = true;
  timers.again = false;
  const of = file;
  const words = whole();
  try {
    const answer = await keeper.check(of.name, words);
    if (of !== file || whole() !== words) timers.again = true;
    else showProblems(answer);
  } catch (error) {
    if (of === file) one("checked").textContent = `Not checked: ${error.message}`;
    later("check", AGAIN, check);
  } finally {
    checking = false;
    if (timers.again) later("check", PAUSE, check);
  }
};

const showProblems = ({ problems, hints = [], of }) => {
  const found = header(whole());
  const lines = headLines();
  const said = new Set(problems.map((problem) => problem.found));
  const words = whole().split("\n");
  // what the gate said of a line holds until that line is another
  const old = gate.filter((problem) => problem.path === `content/${file.name}` && !said.has(problem.found) && (!problem.line || words[problem.line - 1] === file.base.split("\n")[problem.line - 1]));
  const all = [...problems, ...hints, ...old.map((problem) => ({ repairs: [], ...problem }))];
  const inText = all.filter((problem) => problem.line > lines && problem.line <= words.length);
  let rest = all.filter((problem) => !inText.includes(problem));
  if (file.plain) rest = fields.say(rest, found);
  one("file-notes").replaceChildren(...rest.map((problem) => notes.note(problem, { repair, accept })));
  notes.show(inText, headLines, { repair, accept });
  const wrong = all.filter((problem) => !problem.advice).length;
  const advice = all.filter((problem) => problem.advice && !problem.word).length; // a hint is no task
  const number = wrong + advice ? [wrong && `${wrong} to fix`, advice && `${advice} ${advice === 1 ? "piece" : "pieces"} of advice`].filter(Boolean).join(", ") : "Nothing to fix";
  one("checked").textContent = of === "all" ? `${number}. Everything is checked here, as before a publish.` : `${number}. Here the header is checked; the rest is when it is saved, and what is found then is shown here.`;
  if (file.number !== number) later("number", QUIET, () => (one("number").textContent = file.number = number));
  file.problems = all;
};

const accept = async (word) => {
  try {
    await keeper.accept(word);
    check();
  } catch (error) {
    one("checked").textContent = error.message;
  }
};

const repair = (problem) => {
  const now = applyRepairs(whole(), [problem]);
  if (now !== whole()) become(now);
  check();
};

// Saving

export const save = async () => {
  if (!file) return false;
  const of = file;
  if (of.saving) {
    of.saveAgain ||= whole() !== of.sending; // what was typed since is saved as soon as this is done
    return of.saving;
  }
  of.saving = send(of).finally(() => {
    of.saving = null;
    if (of === file && of.saveAgain) {
      of.saveAgain = false;
      save();
    }
  });
  return of.saving;
};

const send = async (of) => {
  keep();
  one("save").setAttribute("aria-disabled", "true");
  say("Saving …");
  const words = (of.sending = whole());
  try {
    if (!of.encode) await readBase(of);
    const kept = await unsaved.pictures(keeper.place, of.name);
    const going = [...new Map([...kept, ...of.pictures].map((picture) => [picture.name, picture])).values()].filter((picture) => words.includes(picture.name));
    if (going.length) say(`Saving, with ${going.length === 1 ? "a photograph" : `${going.length} photographs`} …`);
    const changes = [{ name: of.name, bytes: of.encode(words), version: of.version }, ...going.map(({ name, bytes }) => ({ name: `images/${name}`, bytes, version: null }))];
    if (words === of.base && of.version !== null && !going.length) {
      await unsaved.forget(keeper.place, of.name);
      say(`Saved at ${clock()}`);
      return true;
    }
    const { versions } = await keeper.save(changes, `${of.version === null ? "Write" : "Edit"} “${title()}”`);
    of.version = versions[of.name];
    of.base = words;
    of.pictures = of.pictures.filter((picture) => !going.includes(picture));
    for (const { name } of going) await unsaved.forgetPicture(keeper.place, of.name, name);
    // what was typed while it was saved, here or before she went on to another text, is kept with the new version
    const left = of === file ? whole() : (unsaved.kept(keeper.place, of.name)?.text ?? words);
    if (left === words) await unsaved.forget(keeper.place, of.name);
    else unsaved.keep(keeper.place, of.name, { text: left, version: of.version, at: new Date().toISOString() });
    gate = gate.filter((problem) => problem.path !== `content/${of.name}`);
    if (of === file) {
      banner();
      say(left === words ? `Saved at ${clock()}` : "Not saved yet");
      showPage();
      showDoors();
      check();
    }
    told("saved", of.name);
    return true;
  } catch (error) {
    if (error.kind === "conflict" && error.theirs) return resolve(of, error.theirs);
    say(`Not saved: ${error.message}`, true);
    if (error.kind === "signed-out" && (await signIn(error.message))) {
      of.saveAgain = true;
      say("Saving …");
    }
    return false;
  } finally {
    one("save").setAttribute("aria-disabled", "false");
  }
};

const readBase = async (of) => {
  const { bytes, version } = await keeper.read(of.name);
  const { text: base, encode } = decode(bytes);
  Object.assign(of, { base, encode });
  if (of.version === undefined) of.version = version;
};

const resolve = async (of, theirs) => {
  if (theirs.name !== of.name) return renamePicture(of, theirs.name.replace(/^images\//, ""));
  const there = theirs.bytes && decode(theirs.bytes);
  const mine = whole();
  if (there?.text === mine) {
    Object.assign(of, { base: mine, version: theirs.version, encode: there.encode });
    await unsaved.forget(keeper.place, of.name);
    say(`Saved at ${clock()}`);
    return true;
  }
  say("Not saved: changed elsewhere meanwhile", true);
  const answer = await askConflict(mine, there ? there.text : null);
  if (!answer) return false;
  of.version = theirs.version;
  if (there) Object.assign(of, { base: there.text, encode: there.encode });
  if (answer === "mine") {
    of.saveAgain = true;
    return false;
  }
  if (answer === "theirs" && !there) {
    await unsaved.forget(keeper.place, of.name);
    file = null;
    told("removed", of.name);
    location.hash = "";
    return true;
  }
  become(answer === "theirs" ? there.text : both(mine, there.text));
  keep();
  text.area.focus();
  say(answer === "theirs" ? "As it is kept there. Undo brings yours back." : "Both are in the text. Save when it reads well.");
  return answer === "theirs";
};

// Both texts: where they differ, mine and then theirs; of the header, mine.
const both = (mine, theirs) => {
  let line = 1;
  const { bodyLine } = header(mine);
  const lines = [];
  for (const { same, mine: here, theirs: there } of hunks(mine, theirs)) {
    const inHeader = line < bodyLine;
    line += here.length;
    if (same || (inHeader && here.length)) lines.push(...here);
    else if (!here.length || !there.length) lines.push(...here, ...there);
    else lines.push(...here, ...(here.at(-1).trim() && there[0].trim() ? [""] : []), ...there);
  }
  return lines.join("\n");
};

const renamePicture = (of, name) => {
  const [, base, end] = name.match(/^(.*?)(\.\w+)$/);
  let number = 2;
  while (site.pictures.includes(`${base}-${number}${end}`)) number += 1;
  const other = `${base}-${number}${end}`;
  const picture = of.pictures.find((one) => one.name === name);
  if (!picture) {
    say(`Not saved: there is another picture “${name}” already. Put yours in once more.`, true);
    return false;
  }
  site.pictures.push(name, other);
  picture.name = other;
  unsaved.forgetPicture(keeper.place, of.name, name);
  unsaved.keepPicture(keeper.place, of.name, picture);
  become(whole().replaceAll(`images/${name}`, `images/${other}`).replace(new RegExp(`^(image\\s*:\\s*["']?)${name.replace(".", "\\.")}`, "im"), `$1${other}`));
  of.saveAgain = true;
  return false;
};

// Pictures

const addresses = new Map();
const pictureAddress = (name) => {
  const own = file.pictures.find((picture) => picture.name === name);
  if (!own) return keeper.picture(name);
  if (!addresses.has(own)) addresses.set(own, URL.createObjectURL(new Blob([own.bytes])));
  return addresses.get(own);
};

const takePicture = async (given, forHeader = false) => {
  const of = file;
  const place = text.area.selectionEnd;
  const stem = of.name.split("/").at(-1).replace(/\.md$/, "");
  const picture = await askPicture({ file: given, stem, taken: site.pictures, tidy: keeper.tidyPicture?.bind(keeper), decorationAllowed: !forHeader });
  if (!picture || of !== file) return;
  const { name, bytes, words } = picture;
  site.pictures.push(name);
  of.pictures.push({ name, bytes });
  if (!(await unsaved.keepPicture(keeper.place, of.name, { name, bytes }))) banner(element("p", {}, "This browser does not keep the photograph: save before you leave."));
  if (forHeader) {
    changeField("image", name);
    changeField("image_alt", words);
    fields.focus("image_alt");
    return;
  }
  text.area.setSelectionRange(place, place);
  const up = "../".repeat(of.name.split("/").length - 1);
  text.paragraph(`![${(words || "decorative").replace(/[[\]]/g, "\\$&")}](${up}images/${name})`);
};

for (const kind of ["drop", "paste"]) {
  text.area.addEventListener(kind, async (event) => {
    const files = [...((event.dataTransfer ?? event.clipboardData)?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    for (const given of files) await takePicture(given);
  });
}

// The toolbar

const link = async () => {
  const { start, end, words } = text.selection();
  const answer = await askLink(file.name, site, words);
  if (!answer) return text.area.focus();
  const shown = words || answer.label;
  text.put(`[${shown}](${answer.address})`, start, end, start + 1, start + 1 + shown.length);
};

const DOES = {
  heading: text.heading,
  bold: () => text.surround("**"),
  italic: () => text.surround("*"),
  link,
  list: text.list,
  quotation: text.quotation,
  block: async () => {
    const block = await askBlock(site.blocks);
    if (block) text.paragraph(block);
  },
  picture: () => takePicture(null),
};

const tools = [...one("toolbar").querySelectorAll("button")];
for (const [at, tool] of tools.entries()) {
  tool.tabIndex = at ? -1 : 0;
  tool.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the text
  tool.addEventListener("click", () => DOES[tool.dataset.do]());
}
one("toolbar").addEventListener("keydown", (event) => {
  const next = { ArrowRight: 1, ArrowLeft: -1, Home: -tools.length, End: tools.length }[event.key];
  if (!next) return;
  event.preventDefault();
  const at = Math.max(0, Math.min(tools.length - 1, tools.indexOf(document.activeElement) + next));
  for (const tool of tools) tool.tabIndex = tool === tools[at] ? 0 : -1;
  tools[at].focus();
});

addEventListener("keydown", (event) => {
  if (!file || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const does = { b: "bold", i: "italic", k: "link" }[key];
  if (key === "s") save();
  else if (does && document.activeElement === text.area) DOES[does]();
  else return;
  event.preventDefault();
});

// The page beside

const preview = async () => {
  const of = file;
  try {
    const html = await keeper.preview(of.name, whole());
    if (of !== file || html === null) return;
    const style = new URL("./write.css", import.meta.url);
    const shell = `<html lang="${site.language}" class="preview"><link rel="stylesheet" href="${style}"><body><h1></h1>${html}`;
    const made = new DOMParser().parseFromString(shell, "text/html");
    made.querySelector("h1").textContent = title();
    const frame = one("frame") ?? element("iframe", { id: "frame", title: "About how readers see it" });
    // No script runs in it; our typeface and pictures are only shown to our own address. A link would take it elsewhere.
    frame.setAttribute("sandbox", "allow-same-origin");
    for (const link of made.querySelectorAll("a")) link.removeAttribute("href");
    for (const picture of made.querySelectorAll('img[src*="images/"]:not([src^="blob:"], [src^="data:"])')) {
      picture.src = (await Promise.resolve(pictureAddress(decodeURIComponent(picture.getAttribute("src").split("images/").at(-1)))).catch(() => "")) || "data:,";
    }
    if (of !== file) return;
    frame.srcdoc = `<!doctype html>${made.documentElement.outerHTML}`;
    if (!frame.isConnected) one("page").replaceChildren(frame);
  } catch (error) {
    none(`The page cannot be shown now: ${error.message}`);
  }
};

const none = (words) => one("page").replaceChildren(element("p", { className: "page__none" }, words));

// There is none until a build has ended well; the preview would show what it has for addresses that lead nowhere.
const showFrame = async (address) => {
  const of = file;
  const there = await fetch(address).then(({ ok }) => ok, () => false);
  if (of !== file || keeper.page(file.name) !== address || one("frame")?.getAttribute("src") === address) return;
  if (there) return one("page").replaceChildren(element("iframe", { id: "frame", title: "The page as readers see it", src: address }));
  none("The page is here as soon as it is made. Where something is left to fix, that comes first.");
  setTimeout(() => of === file && showFrame(address), 1000);
};

const showPage = () => {
  const address = keeper.page(file.name);
  const wanted = WIDE.matches || document.body.classList.contains("shows-page");
  if (!wanted) return;
  file.previewed = !address;
  if (file.version === null && address) none("The page is here as soon as this is saved for the first time.");
  else if (!address) preview();
  else if (one("frame")?.getAttribute("src") !== address) showFrame(address);
};

const view = (page) => {
  document.body.classList.toggle("shows-page", page);
  one("show-write").setAttribute("aria-pressed", String(!page));
  one("show-page").setAttribute("aria-pressed", String(page));
  if (file) showPage();
};
one("show-write").addEventListener("click", () => view(false));
one("show-page").addEventListener("click", () => {
  view(true);
  if (isChanged() && keeper.page(file.name)) save(); // the page is made from what is saved
});
WIDE.addEventListener("change", () => file && showPage());

const showDoors = () => {
  const doors = [
    [file.version !== null && keeper.letter?.(file.name), "See it as a letter"],
    [keeper.pullRequest, "Propose what is on this branch"],
    [keeper.doors && file.version !== null && keeper.doors(file.name).edit, "Open it in GitHub’s own editor"],
  ].filter(([address]) => address);
  one("doors").replaceChildren(...doors.flatMap(([href, words]) => [element("a", { href, target: "_blank", rel: "noopener" }, words), " "]));
};

// Renaming and deleting

export const NOT_LOADED = "This part of the page cannot be loaded. Reload it when you are online again.";
const plans = () => import("./plans.js").catch(() => banner(element("p", {}, NOT_LOADED)));
const doPlan = async (plan, words) => {
  await keeper.save(plan.changes, words);
  return plan;
};

one("rename").addEventListener("click", async () => {
  if (isChanged() && !(await save())) return;
  const old = file.name;
  const done = await (await plans())?.askRename(old, title(), keeper, (plan) => doPlan(plan, `Rename “${title()}”`));
  if (!done) return;
  await unsaved.forget(keeper.place, old);
  file = null;
  told("renamed", done.to);
});

one("remove").addEventListener("click", async () => {
  const { name, version } = file;
  if (version === null) {
    banner(element("p", {}, "This text was never saved anywhere else. "), button("Throw it away", () => discard(true)), " ", button("Keep it", () => banner()));
    return one("banner").querySelector("button").focus();
  }
  const done = await (await plans())?.askRemoval(name, title(), site, keeper, (plan) => doPlan(plan, `Delete “${title()}”`));
  if (!done) return;
  await unsaved.forget(keeper.place, name);
  file = null;
  told("removed", name);
});

const discard = async (leave) => {
  const { name, base } = file;
  clearTimeout(timers.keep);
  file.touched = false;
  await unsaved.forget(keeper.place, name);
  if (leave) {
    file = null;
    return told("removed", name);
  }
  const { version } = await keeper.read(name);
  file.version = version;
  become(base);
  keep();
  banner();
  say("As it was saved");
  return undefined;
};

// Opening

// Open a text; `made` has the bytes of one that is new.
export const open = async (name, { made = null, state = "" } = {}) => {
  close();
  const turn = opening;
  const kept = unsaved.kept(keeper.place, name);
  let base = "";
  let encode;
  let version;
  let why = null;
  try {
    if (made || kept?.version === null) {
      const decoded = decode(made ?? new Uint8Array());
      encode = decoded.encode;
      version = null;
      base = made ? decoded.text : "";
    } else {
      const read = await keeper.read(name);
      ({ text: base, encode } = decode(read.bytes));
      version = read.version;
    }
  } catch (error) {
    if (!kept) throw error;
    why = error;
  }
  const kind = name.startsWith("pages/") ? "pages" : "articles";
  const pictures = await unsaved.pictures(keeper.place, name);
  if (turn !== opening) return false; // another was opened meanwhile
  file = { name, kind, state, base, encode, version: kept ? kept.version : version, pictures, head: "", plain: true };
  banner();
  fields = headerForm(one("header"), site.fields[kind], site, {
    changed: changeField,
    picture: pictureAddress,
    choose: () => takePicture(null, true),
    note: (problem) => notes.note(problem, { repair, accept }),
  });
  file.prospect = element("p", { className: "prospect", role: "status" });
  one("header").querySelector(".field--status")?.after(...(kind === "articles" ? [file.prospect] : []));
  text.area.lang = site.language;
  for (const input of one("header").querySelectorAll("textarea")) input.lang = site.language;
  load(kept ? kept.text : base);
  clearTimeout(timers.keep);
  file.touched = Boolean(made);
  if (made) keep();
  else if (!kept || (kept.text === base && kept.version === version)) {
    if (kept) unsaved.forget(keeper.place, name);
    say("Saved");
  } else {
    say("Not saved yet");
    const old = why ? `${why.message} What you typed is still here.` : version !== undefined && kept.version !== null && kept.version !== version ? "What you typed is here again. The text was changed elsewhere since; when you save, you see both." : `What you typed on ${new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" }).format(new Date(kept.at))} is here again; it is not saved yet.`;
    banner(element("p", {}, old), ...(why || kept.version === null ? [] : [button("Discard it", () => discard(false))]));
  }
  one("page").replaceChildren();
  view(false);
  showDoors();
  if (why?.kind === "signed-out") signIn(why.message);
  check();
  return true;
};

// It is on the screen now: what is laid by measuring is laid, and she can begin.
export const shown = () => {
  text.reflect();
  notes.lay();
  if (file.version === null && !text.area.value) text.area.focus();
  else one("main").focus({ preventScroll: true });
};

export const close = () => {
  opening += 1;
  if (!file) return;
  keep();
  for (const name of Object.keys(timers)) clearTimeout(timers[name]);
  for (const address of addresses.values()) URL.revokeObjectURL(address);
  addresses.clear();
  one("page").replaceChildren();
  file = null;
};

export const openName = () => file?.name ?? "";

// The gate's words of the last publish: shown where their file is open.
export const gateSaid = (problems) => {
  gate = keeper.checks === "all" ? [] : problems; // what all rules are asked about here is not said twice
  if (file && problems.length) check();
};

export const start = (parts) => {
  ({ keeper, site, signIn, told } = parts);
  one("save").addEventListener("click", save);
  unsaved.listen(keeper.place, async (name, kept) => {
    if (!file || file.name !== name || file.touched) return;
    if (kept) {
      if (kept.version !== undefined) file.version = kept.version;
      file.pictures = await unsaved.pictures(keeper.place, name);
      follow(kept.text);
      say("Not saved yet, as typed in another tab");
      return;
    }
    try {
      await readAgain(name);
    } catch (error) {
      say(`Not read again: ${error.message}`, true);
    }
  });
};

// Another tab has the text: this one follows it.
const follow = (words) => {
  const { selectionStart, selectionEnd } = text.area;
  if (words !== whole()) load(words);
  text.area.setSelectionRange(selectionStart, selectionEnd);
  clearTimeout(timers.keep);
  file.touched = false;
};

const readAgain = async (name) => {
  const { bytes, version } = await keeper.read(name);
  if (file?.name !== name || file.touched) return;
  const { text: base, encode } = decode(bytes);
  Object.assign(file, { base, encode, version });
  follow(base);
  say("Saved in another tab");
};

export const update = (parts) => (site = parts);
