// The writing page: her texts, and the one that is open. What is open stands behind the # of the address.

import { askNew, askSignIn, folded } from "./dialogs.js";
import * as editing from "./editing.js";
import { element, one } from "./element.js";
import { spoken } from "./notes.js";
import * as unsaved from "./unsaved.js";

const SOON = 5_000; // ms until it is asked again what became of a publish that goes on
const SELDOM = 60_000;

const { connect } = await import(document.documentElement.dataset.keeper === "github" ? "./github.js" : "./desk.js");
const keeper = await connect();
let site = null;
let files = [];

const show = (id) => {
  for (const section of one("main").querySelectorAll(":scope > section")) section.hidden = section.id !== id;
  document.body.dataset.shown = id;
  one("place").hidden = id === "editing";
  one("heading").classList.toggle("unseen", id === "editing");
  one("heading").parentElement.classList.toggle("before", id !== "editing");
  if (id !== "editing") one("heading").textContent = id === "moving" ? "Moving in" : "Writing";
};

// Her texts

const DATED = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const day = (written) => {
  const found = /^\d{4}-\d{2}-\d{2}/.exec(written ?? "");
  return found && !Number.isNaN(Date.parse(found[0])) ? DATED.format(new Date(`${found[0]}T12:00Z`)) : written || "";
};

const about = (file) => {
  const words = { draft: "Draft", scheduled: `Goes live on ${day(file.date)}`, live: day(file.date), page: site.files.find(({ name }) => name === file.name)?.address || file.name.slice("pages/".length) }[file.state] ?? "";
  const parts = [element("span", {}, words)];
  if (file.state === "draft" && file.date) parts.push(element("span", {}, day(file.date)));
  if (file.unsaved) parts.push(element("span", { className: "row__unsaved" }, "Not saved yet"));
  if (file.problems) parts.push(element("span", { className: "row__problems" }, `${file.problems} to fix`));
  if (file.advice) parts.push(element("span", {}, `${file.advice} ${file.advice === 1 ? "piece" : "pieces"} of advice`));
  return parts.flatMap((part, at) => (at ? [" · ", part] : [part]));
};

const group = (title, rows) =>
  element("section", { className: "group", "aria-label": title }, element("h2", {}, title), element("ul", { className: "rows" }, ...rows.map((file) =>
    element("li", { className: "row" }, element("a", { href: `#${encodeURIComponent(file.name).replaceAll("%2F", "/")}`, className: "row__title" }, file.title || file.name), element("p", { className: "row__about" }, ...about(file))))));

const list = () => {
  const unsavedNames = unsaved.names(keeper.place);
  const there = new Set(files.map((file) => file.name));
  const fresh = unsavedNames.filter((name) => !there.has(name)).map((name) => {
    const found = /^title\s*:\s*["']?(.*?)["']?$/im.exec(unsaved.kept(keeper.place, name).text);
    return { name, title: found?.[1], date: "", state: name.startsWith("pages/") ? "page" : "draft", problems: 0, advice: 0 };
  });
  const wanted = folded(one("find").value.trim()).split(/\s+/);
  const all = [...fresh, ...files].filter((file) => wanted.every((word) => folded(`${file.title ?? ""} ${file.name}`).includes(word))).map((file) => ({ ...file, unsaved: unsavedNames.includes(file.name) }));
  const groups = [
    ["Waiting", all.filter((file) => ["draft", "scheduled"].includes(file.state))],
    ["Live", all.filter((file) => file.state === "live")],
    ["Pages", all.filter((file) => !["draft", "scheduled", "live"].includes(file.state))],
  ];
  one("groups").replaceChildren(...groups.filter(([, rows]) => rows.length).map(([title, rows]) => group(title, rows)));
  one("nothing").textContent = all.length ? "" : files.length ? "Nothing has these words in its title." : "There is nothing yet. Begin with a new article.";
};

one("find").addEventListener("input", list);

one("new").addEventListener("click", async () => {
  const made = await askNew(site.topics, (title, topic) => keeper.create(title, topic));
  if (!made) return;
  await openText(made.name, { made: made.bytes, state: "draft" });
  if (location.hash !== `#${made.name}`) history.pushState(null, "", `#${made.name}`);
});

// Signing in

let asking = null;
const signIn = async (why = "") => {
  asking ??= askSignIn(keeper, why, site ?? { repository: "", branch: "" }).finally(() => (asking = null));
  const done = await asking;
  one("sign-out").hidden = !keeper.signOut || !keeper.signedIn;
  return Boolean(done);
};

one("sign-in").addEventListener("click", async () => (await signIn()) && begin());
one("sign-out").addEventListener("click", async () => {
  await keeper.signOut();
  show("signing");
  one("signing-words").textContent = "You are signed out on this device. What you typed and did not save is still kept in this browser.";
});

// Going from one to the other

const load = async () => {
  const opened = await keeper.open();
  site = opened.form;
  files = opened.files;
  editing.update(site);
  one("place").textContent = `${site.site} · on ${keeper.place}`;
};

const fail = (error) => {
  show("signing");
  one("signing-words").textContent = error.message;
  one("sign-in").hidden = error.kind !== "signed-out" && error.kind !== "forbidden";
};

const showTexts = async () => {
  editing.close();
  document.title = `Writing – ${site.site}`;
  list();
  show("texts");
  one("main").focus({ preventScroll: true });
  try {
    await load();
    if (document.body.dataset.shown === "texts") list();
  } catch (error) {
    one("said").textContent = error.message;
    if (error.kind === "signed-out") signIn(error.message);
  }
};

const openText = async (name, how = {}) => {
  one("said").textContent = "";
  try {
    if (!(await editing.open(name, { state: files.find((file) => file.name === name)?.state, ...how }))) return;
    show("editing");
    scrollTo(0, 0);
    editing.shown();
  } catch (error) {
    history.replaceState(null, "", "#");
    await showTexts();
    one("said").textContent = error.message;
  }
};

const showMoving = async () => {
  editing.close();
  try {
    await (await import("./import.js")).start(keeper, one("moving"));
  } catch (error) {
    await showTexts();
    one("said").textContent ||= error.kind ? error.message : editing.NOT_LOADED;
    return;
  }
  document.title = `Moving in – ${site.site}`;
  show("moving");
  scrollTo(0, 0);
  one("main").focus({ preventScroll: true });
};

const go = () => {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name && name === editing.openName()) return undefined;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (name === "moving" && keeper.moving) return showMoving();
  return /^(articles|pages)\/.+\.md$/.test(name) ? openText(name) : showTexts();
};
addEventListener("hashchange", go);

// What becomes of a publish

let asked = 0;
const news = async () => {
  clearTimeout(asked);
  let wait = SELDOM;
  if (document.visibilityState === "visible" && keeper.signedIn !== false) {
    try {
      const { state, words, problems = [], link = "" } = await keeper.news();
      const shown = [...spoken(words), ...(link ? [" ", element("a", { href: link, target: "_blank", rel: "noopener" }, "See it")] : [])];
      for (const place of document.querySelectorAll(".news")) if (place.textContent !== shown.map((part) => part.textContent ?? part).join("")) place.replaceChildren(...shown.map((part) => part.cloneNode?.(true) ?? part));
      editing.gateSaid(problems);
      if (state === "working") wait = SOON;
    } catch {
      // the next answer says it
    }
  }
  asked = setTimeout(news, wait);
};
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && news());

const told = async (what, name) => {
  if (what === "renamed") {
    await load();
    location.hash = name;
  } else if (what === "removed") {
    if (location.hash) location.hash = "";
    else await showTexts();
  } else {
    load().catch(() => {}); // the list is read again when it is shown
  }
  clearTimeout(asked);
  asked = setTimeout(news, 1_000);
};

const begin = async () => {
  try {
    await load();
  } catch (error) {
    fail(error);
    return;
  }
  one("sign-out").hidden = !keeper.signOut || !keeper.signedIn;
  one("move").hidden = !keeper.moving;
  await go();
  news();
};

editing.start({ keeper, site: { pictures: [], blocks: [], files: [] }, signIn, told });
unsaved.listen(keeper.place, () => document.body.dataset.shown === "texts" && list());
if (keeper.signedIn === false) {
  show("signing");
  if (await signIn()) begin();
} else begin();
