/*
 * Moving in from another site: the file that it gave her, what would come of it, a topic for each of its categories, and
 * then all of it. The keeper's mover reads and writes; what it is told of an export is somebody else's, so of the report
 * only elements without attributes are shown, copied out of a document in which nothing acts.
 */

import { element } from "./element.js";
import { spoken } from "./notes.js";

const SHOWN = new Set(["H1", "H2", "H3", "P", "UL", "OL", "LI", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "PRE", "CODE", "STRONG", "EM"]);
const PICTURES = /\.(?:avif|bmp|gif|heic|jpe?g|pdf|png|svg|tiff?|webp)$/i;
const OF_A_SYSTEM = /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/;
const FEW = 12; // of a list that is open from the beginning

const number = (count) => count.toLocaleString("en");
const counted = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

let place = null;
let mover = null;

export const start = async (keeper, section) => {
  if (place) return;
  mover = await keeper.moving();
  const style = element("link", { rel: "stylesheet", href: new URL("import.css", import.meta.url).href });
  const styled = new Promise((done) => (style.onload = style.onerror = done));
  document.head.append(style);
  // What misses a box by a little would be opened by the browser in the place of this page.
  for (const kind of ["dragover", "drop"]) section.addEventListener(kind, (event) => event.preventDefault());
  place = element("div");
  section.append(element("a", { className: "bar__back", href: "#" }, element("span", { "aria-hidden": "true" }, "←"), " All texts"), place);
  begin();
  await styled;
};

const button = (words, onclick, kind = "button button--quiet") => element("button", { type: "button", className: kind, onclick }, words);

// What she chooses

/** The files below what was dropped, each with its path. */
const below = async (entry, path = "") => {
  if (entry.isFile) return [{ name: path + entry.name, file: await new Promise((yes, no) => entry.file(yes, no)) }];
  const reader = entry.createReader();
  const found = [];
  for (let some; (some = await new Promise((yes, no) => reader.readEntries(yes, no))).length; ) found.push(...some);
  return (await Promise.all(found.map((inside) => below(inside, `${path}${entry.name}/`)))).flat();
};

const about = (files) => {
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const what = files.length > 1 || files[0].name.includes("/") ? `${files[0].name.split("/")[0]}, ${counted(files.length, "file")}` : files[0].name;
  return `${what}, ${size < 1_000_000 ? `${Math.max(1, Math.round(size / 1000))} KB` : `${number(Math.round(size / 100_000) / 10)} MB`}`;
};

/** A box to choose or drop a file or a folder in; `files` has what is chosen. */
const box = ({ title, hint, file, folder, accept, wanted = () => true, none = "" }) => {
  const said = element("p", { className: "source__chosen", role: "status" });
  const made = { files: [], element: null };
  const take = (files) => {
    const found = files.filter(({ name }) => !OF_A_SYSTEM.test(name));
    made.files = found.filter(({ name }) => wanted(name, found.length));
    said.replaceChildren(...(made.files.length ? [`${about(made.files)} `, button("Take it out", () => (take([]), made.element.querySelector("button").focus()), "plain")] : found.length ? [none] : []));
  };
  const chooser = (words, properties) => {
    const input = element("input", { type: "file", hidden: true, ...properties });
    input.addEventListener("change", () => {
      if (input.files.length) take([...input.files].map((chosen) => ({ name: chosen.webkitRelativePath || chosen.name, file: chosen })));
      input.value = "";
    });
    return [button(words, () => input.click()), input];
  };
  made.element = element("div", { className: "drop source", role: "group", "aria-label": title },
    element("h2", {}, title), element("p", { className: "hint" }, hint),
    element("p", { className: "ways" }, ...chooser(file, { accept }), ...("webkitdirectory" in HTMLInputElement.prototype ? chooser(folder, { webkitdirectory: true }) : [])), said);
  made.element.addEventListener("dragover", () => made.element.classList.add("source--over"));
  made.element.addEventListener("dragleave", () => made.element.classList.remove("source--over"));
  made.element.addEventListener("drop", async (event) => {
    made.element.classList.remove("source--over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) return; // words that were dragged, say
    try {
      take((await Promise.all(entries.map((entry) => below(entry)))).flat());
    } catch {
      take([]);
      said.textContent = "The browser may not read this. Choose it with a button.";
    }
  });
  return made;
};

/** What the mover answers; one that could not send a file may not know that it has changed, which a browser refuses to read. */
const answered = (answer, { files, pictures }) =>
  answer.catch(async (error) => {
    for (const { name, file } of error.kind === "refused" ? [] : [...files, ...pictures]) {
      await file.slice(0, 1).arrayBuffer().catch(() => {
        throw new Error(`${name} has changed since you chose it, or is not there any more. Choose it again.`);
      });
    }
    throw error;
  });

const begin = (focus = false) => {
  const site = box({
    title: "The file from your old site",
    hint: "As it was downloaded: a zip need not be opened. Drop it here, or choose it.",
    file: "Choose the file",
    folder: "Choose its folder",
    accept: ".xml,.json,.zip,.atom,.csv,.html",
  });
  const pictures = mover.pictures && box({
    title: "Its pictures, if you have them",
    hint: "Most of these files say only where the pictures are. If you have downloaded them, add their folder, or the zip they came in.",
    file: "Choose a zip",
    folder: "Choose a folder",
    accept: ".zip",
    wanted: (name, count) => PICTURES.test(name) || (count === 1 && /\.zip$/i.test(name)),
    none: "There are no pictures among these files. If they came in several zips, unpack all of them into one folder, and add that.",
  });
  const steps = Object.entries(mover.steps ?? {});
  const work = working("See what would come", async (say) => {
    const chosen = { files: site.files, pictures: pictures ? pictures.files : [] };
    if (!chosen.files.length) throw new Error("Choose the file from your old site first.");
    if ([...chosen.files, ...chosen.pictures].reduce((sum, { file }) => sum + file.size, 0) > mover.largest) throw new Error(mover.tooLarge);
    show(await answered(mover.look(chosen, say), chosen), chosen);
  });
  place.replaceChildren(
    element("p", { className: "moving__intro" }, mover.intro),
    site.element,
    ...(steps.length ? [element("details", { className: "more" }, element("summary", {}, "Where do I get this file?"), element("dl", { className: "more__fields" }, ...steps.flatMap(([name, way]) => [element("dt", {}, name), element("dd", {}, way)])))] : []),
    ...(pictures ? [pictures.element] : []),
    ...work,
  );
  if (focus) place.querySelector(".source button").focus();
};

/** A button for what takes a while, with what is told meanwhile and why it could not be done. */
const working = (words, run, ...others) => {
  const error = element("p", { className: "error", role: "alert" });
  const said = element("p", { className: "hint", role: "status" });
  const progress = element("progress", { hidden: true, "aria-label": words });
  const say = (told, link) => said.replaceChildren(...spoken(told), ...(link ? [" ", outside(link)] : []));
  const go = button(words, async () => {
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    error.textContent = "";
    progress.hidden = false;
    try {
      await run(say);
    } catch (failed) {
      error.replaceChildren(...failed.message.split("\n").map((line) => element("span", {}, ...spoken(line.trim()))));
    } finally {
      say("");
      progress.hidden = true;
      go.setAttribute("aria-disabled", "false");
    }
  }, "button");
  return [element("div", { className: "moving__do" }, error, said, progress, element("p", { className: "ways" }, go, ...others))];
};

const outside = ({ href, words }) => element("a", { href, target: "_blank", rel: "noopener" }, words);

// What would come

const inert = (node) =>
  [...node.childNodes].flatMap((child) => {
    if (child.nodeType === Node.TEXT_NODE) return [child.data];
    if (child.nodeType !== Node.ELEMENT_NODE) return [];
    return SHOWN.has(child.tagName) ? [element(child.tagName, {}, ...inert(child))] : inert(child);
  });

/** The sums, which stand in columns, as a list of a number and what it counts. */
const sums = (block) => {
  const lines = block.textContent.split("\n").filter((line) => line.trim()).map((line) => /^\s*([\d,]+)\s+(.+)$/.exec(line));
  if (!lines.every(Boolean)) return block;
  return element("ul", { className: "sums" }, ...lines.map(([, count, words]) => element("li", {}, element("b", {}, count), ` ${words}`)));
};

const section = (heading, ...parts) => {
  const size = parts.reduce((sum, part) => sum + (/^[UO]L$/.test(part.tagName) ? part.children.length : (part.querySelectorAll("tbody tr").length || 1)), 0);
  return element("details", { className: "more part", open: size <= FEW }, element("summary", {}, heading), element("div", { className: "part__text" }, ...parts));
};

/** The title of the report, its sums, and its chapters, each to be opened. */
const chapters = (html, without) => {
  const parts = inert(new DOMParser().parseFromString(html, "text/html").body).filter((part) => part.tagName);
  const at = parts.flatMap((part, where) => (part.tagName === "H2" ? [where] : []));
  const first = parts.slice(0, at[0]).filter(({ tagName }) => tagName !== "H1");
  return [
    parts.find(({ tagName }) => tagName === "H1")?.textContent ?? "",
    first.map((part) => (part.tagName === "PRE" ? sums(part) : part)),
    at.map((where, count) => parts.slice(where, at[count + 1])).filter(([{ textContent }]) => textContent !== without).map((chapter) => section(...chapter)),
  ];
};

const topicsOf = ({ known, otherwise, categories }) => {
  const options = (chosen, ...more) => [...more, ...known.map((name) => [name, name])].map(([words, value]) => new Option(words, value, false, value === chosen));
  const all = [...categories].sort((a, b) => Boolean(b.topic) - Boolean(a.topic) || b.articles - a.articles);
  const selects = new Map();
  const row = ({ name, articles, topic }) => {
    const select = element("select", {}, ...options(topic, ["a tag", ""]));
    selects.set(name, select);
    return element("label", { className: "topic" }, element("span", {}, name, " ", element("small", {}, counted(articles, "article"))), select);
  };
  const rows = all.map(row);
  const open = Math.max(FEW, all.filter(({ topic }) => topic).length);
  const rest = element("select", {}, ...options(otherwise));
  return {
    element: element("fieldset", { className: "topics" }, element("legend", {}, "Topics"),
      element("p", { className: "hint" }, ...spoken(rows.length ? "Each category of the old site becomes one of your topics here, or a tag; the nearest is chosen already. A topic that is missing comes first into `content/site.toml`." : "The old site had no categories.")),
      ...rows.slice(0, open),
      ...(rows.length > open ? [element("details", { className: "more" }, element("summary", {}, `${number(rows.length - open)} more`), ...rows.slice(open))] : []),
      element("label", { className: "topic topic--rest" }, element("span", {}, "Articles that none of these fit"), rest)),
    get chosen() {
      return { topics: Object.fromEntries([...selects].map(([name, select]) => [name, select.value])), otherwise: rest.value };
    },
  };
};

/** Show what would come, or what came. */
const show = (look, chosen, isDone = false) => {
  const asks = !isDone && look.count > 0 && mover.bring;
  const topics = asks && look.topics ? topicsOf(look.topics) : null;
  const [title, first, rest] = chapters(look.report, look.topics ? "Topics" : "");
  const heading = element("h2", { tabIndex: -1, className: "moving__title" }, title);
  const another = button(isDone ? "Bring in another file" : "Choose another file", () => begin(true));
  const texts = element("a", { className: "button", href: "#" }, "See your texts");
  const end = asks
    ? working(`Bring in ${counted(look.count, "file")}`, async (say) => show(await answered(mover.bring(chosen, topics?.chosen ?? { topics: {}, otherwise: "" }, say), chosen), chosen, true), another)
    : [element("p", { className: "ways" }, ...(look.link ? [outside(look.link)] : isDone ? [texts] : []), another)];
  const said = look.said ?? (isDone ? `${counted(look.count, "file")} ${look.count === 1 ? "is" : "are"} in your texts now.` : look.count ? "" : "There is nothing new in it to bring in. Nothing was changed.");
  place.replaceChildren(heading, ...(said ? [element("p", { className: "moving__said" }, said)] : []), ...first, ...rest, ...(topics ? [topics.element] : []), ...end);
  if (place.parentElement.hidden) return; // she has gone on to another text meanwhile
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
};
