// The questions the page asks, each in a dialog of index.html. The browser gives the focus back where it came from.

import { element, one } from "./element.js";
import { difference, fileName } from "./source.js";

const PICTURES = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" };
const LARGEST = 30_000_000; // bytes of a photograph
const CAMERA = /^(img|dsc|dscf|dscn|pxl|p|image|photo|foto|bild|screenshot|bildschirmfoto|whatsapp|unnamed)?[-_ ]*[\d-_ .at]*$/i;

// Ask; `accept` is told the button, and gives what to return, or nothing to leave the dialog open. Cancelled, null.
export const ask = (dialog, accept = (button) => button, focus = null) =>
  new Promise((resolve) => {
    const form = dialog.querySelector("form");
    const yes = form.querySelector(".ways .button");
    let answer = null;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const button = event.submitter?.value ?? yes.value;
      if (!button) return dialog.close();
      if (yes.getAttribute("aria-disabled") === "true") return;
      yes.setAttribute("aria-disabled", "true");
      try {
        answer = (await accept(button, form)) ?? null;
        if (answer !== null) dialog.close();
      } finally {
        yes.setAttribute("aria-disabled", "false");
      }
    };
    dialog.onclose = () => resolve(answer);
    yes.setAttribute("aria-disabled", "false");
    dialog.showModal();
    focus?.focus();
  });

export const fail = (dialog, words = "") => (dialog.querySelector(".error").textContent = words);

export const askNew = (topics, create) => {
  const dialog = one("new-dialog");
  const { title, topic } = dialog.querySelector("form").elements;
  title.value = "";
  topic.replaceChildren(...topics.map((name) => new Option(name)));
  fail(dialog);
  return ask(dialog, async () => {
    if (!fileName(title.value)) return void fail(dialog, "Write a title with letters in it. It can be changed later.");
    try {
      return await create(title.value.trim(), topic.value);
    } catch (error) {
      return void fail(dialog, error.message);
    }
  }, title);
};

// Choose one of what `options(words)` gives: [{ label, detail, value }].
const choose = ({ title, label, hint, options }) => {
  const dialog = one("choose-dialog");
  const find = dialog.querySelector("input");
  const choices = one("choices");
  one("choose-title").textContent = title;
  one("choose-find").hidden = !label;
  one("choose-find").firstChild.textContent = label ?? "";
  one("choose-hint").textContent = hint;
  find.value = "";
  return new Promise((resolve) => {
    let answer = null;
    const pick = (value) => {
      answer = value;
      dialog.close();
    };
    const list = () => choices.replaceChildren(...options(find.value.trim()).slice(0, 60).map((option) =>
      element("li", {}, element("button", { type: "button", onclick: () => pick(option.value) }, element("span", {}, option.label), element("small", {}, option.detail ?? "")))));
    find.oninput = list;
    dialog.onkeydown = (event) => {
      const all = [...choices.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && all.length) {
        event.preventDefault();
        const next = all.indexOf(document.activeElement) + step;
        (next < 0 && label ? find : all[Math.max(0, Math.min(next, all.length - 1))]).focus();
      }
    };
    dialog.querySelector("form").onsubmit = (event) => {
      event.preventDefault();
      if (document.activeElement === find) choices.querySelector("button")?.click();
      else dialog.close();
    };
    dialog.onclose = () => resolve(answer);
    list();
    dialog.showModal();
    (label ? find : choices.querySelector("button"))?.focus();
  });
};

export const folded = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The way from one file to another, both below content/.
const way = (from, to) => {
  const [here, there] = [from.split("/").slice(0, -1), to.split("/")];
  while (here.length && here[0] === there[0]) (here.shift(), there.shift());
  return "../".repeat(here.length) + there.map(encodeURIComponent).join("/");
};

const ADDRESS = /^(https?:\/\/|www\.)\S+\.\S+$|^[^\s@/]+@[^\s@/]+\.[^\s@/]+$|^(mailto|tel|sms):\S+$/i;

export const askLink = async (name, { files, handouts }, words) => {
  const all = [
    ...files.filter((file) => file.name !== name).map((file) => ({ label: file.title || file.name, detail: file.kind === "articles" || file.name.startsWith("articles/") ? "article" : "page", value: way(name, file.name) })),
    ...handouts.map((handout) => ({ label: handout, detail: "handout", value: way(name, `files/${handout.replace(/^files\//, "")}`) })),
  ];
  return choose({
    title: words ? `Link “${words.length > 40 ? `${words.slice(0, 40)}…` : words}”` : "Link",
    label: "A title of yours, or an address",
    hint: "Enter takes the first.",
    options: (typed) => {
      if (ADDRESS.test(typed)) {
        const address = typed.includes("@") && !/^\w+:/.test(typed) ? `mailto:${typed}` : typed.startsWith("www.") ? `https://${typed}` : typed;
        return [{ label: typed, detail: "as typed", value: { address, label: typed } }];
      }
      const wanted = folded(typed).split(/\s+/);
      return all.filter(({ label }) => wanted.every((part) => folded(label).includes(part))).map((option) => ({ ...option, value: { address: option.value, label: option.label } }));
    },
  });
};

export const askBlock = (blocks) =>
  choose({
    title: "A block",
    hint: "The site sets these apart from the text; the name in bold makes them what they are.",
    options: () => blocks.map(({ name, text }) => ({ label: name, detail: text.split("\n").slice(1).map((line) => line.replace(/^>\s?/, "")).filter(Boolean).slice(0, 2).join("  "), value: text })),
  });

// What speaks against a photograph, in a sentence; or nothing.
export const refusal = (file) => {
  if (/hei[cf]/i.test(file.type) || /\.hei[cf]$/i.test(file.name)) return `“${file.name}” is a HEIC photograph, which most browsers cannot show. Send it to yourself as a JPEG; on an iPhone, Settings › Camera › Formats › Most Compatible makes the next ones JPEG.`;
  if (!PICTURES[file.type]) return `“${file.name}” is no JPEG, PNG or WebP. Export it as one of these.`;
  if (file.size > LARGEST) return `“${file.name}” has ${Math.round(file.size / 1e6)} megabytes; 30 are allowed. Export it smaller, 4,000 pixels are enough.`;
  return file.size ? "" : `“${file.name}” is empty. Choose the photograph once more.`;
};

// Ask for a photograph and its words; gives { name, words, bytes }, with words empty where it is decoration.
export const askPicture = async ({ file = null, stem, taken, tidy, decorationAllowed = true }) => {
  const dialog = one("picture-dialog");
  const form = dialog.querySelector("form");
  const { file: chooser, words, decoration, name } = form.elements;
  const shown = element("img", { alt: "" });
  const showing = dialog.querySelector("[data-shown]");
  const progress = dialog.querySelector("progress");
  const facts = dialog.querySelector("[data-facts]");
  let chosen = null;
  let named = false;
  const propose = () => {
    if (named || !chosen) return;
    const own = chosen.name.replace(/\.\w+$/, "");
    const from = CAMERA.test(own) ? words.value.split(/\s+/).slice(0, 5).join(" ") || stem : own;
    const base = fileName(from) || "photograph";
    const end = PICTURES[chosen.type];
    let number = 1;
    const candidate = () => `${base}${number > 1 ? `-${number}` : ""}${end}`;
    while (taken.includes(candidate())) number += 1;
    name.value = candidate();
  };
  const take = (wanted) => {
    if (!wanted) return;
    const why = refusal(wanted);
    fail(dialog, why);
    URL.revokeObjectURL(shown.src);
    showing.replaceChildren(...(why ? [] : [shown]));
    chosen = why ? null : wanted;
    facts.textContent = "";
    if (why) return;
    shown.src = URL.createObjectURL(wanted);
    shown.onload = () => (facts.textContent = `${shown.naturalWidth} × ${shown.naturalHeight} pixels, ${(wanted.size / 1e6).toFixed(1)} MB. Readers get it in the size of their screen.`);
    shown.onerror = () => {
      fail(dialog, `“${wanted.name}” cannot be read as a picture. Export it once more as JPEG.`);
      showing.replaceChildren();
      chosen = null;
    };
    propose();
  };
  form.reset();
  fail(dialog);
  showing.replaceChildren();
  facts.textContent = "";
  progress.hidden = true;
  words.disabled = false;
  decoration.closest("label").hidden = !decorationAllowed;
  chooser.onchange = () => take(chooser.files[0]);
  words.oninput = propose;
  decoration.onchange = () => (words.disabled = decoration.checked);
  name.oninput = () => (named = true);
  dialog.ondragover = (event) => event.preventDefault();
  dialog.ondrop = (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  dialog.onpaste = (event) => {
    if (event.clipboardData.files[0]) (event.preventDefault(), take(event.clipboardData.files[0]));
  };
  if (file) take(file);
  const answer = await ask(dialog, async () => {
    if (!chosen) return void fail(dialog, dialog.querySelector(".error").textContent || "Choose a photograph first.");
    const said = words.value.replace(/\s+/g, " ").trim();
    if (!said && !decoration.checked) {
      words.focus();
      return void fail(dialog, "Say what the photograph shows, or tick that it is only decoration.");
    }
    const end = PICTURES[chosen.type];
    const base = fileName(name.value.replace(/\.\w+$/, ""));
    if (!base) return void fail(dialog, "Give the file a name with letters in it.");
    if (taken.includes(base + end)) return void fail(dialog, `There is a picture “${base + end}” already. Choose another name.`);
    progress.hidden = false;
    try {
      const tidied = (await tidy?.(chosen)) ?? chosen;
      const bytes = new Uint8Array(await tidied.arrayBuffer());
      return { name: base + end, words: decoration.checked ? "" : said, bytes };
    } catch (error) {
      return void fail(dialog, `The photograph could not be read: ${error.message}. Choose it once more.`);
    } finally {
      progress.hidden = true;
    }
  }, file ? words : chooser);
  URL.revokeObjectURL(shown.src);
  return answer;
};

// Two texts in pieces, in their order: { same, mine: lines, theirs: lines }.
export const hunks = (mine, theirs) => {
  const pieces = [];
  for (const { sign, text } of difference(mine, theirs, Infinity)) {
    if (pieces.at(-1)?.same !== (sign === " ")) pieces.push({ same: sign === " ", mine: [], theirs: [] });
    if (sign !== "+") pieces.at(-1).mine.push(text);
    if (sign !== "-") pieces.at(-1).theirs.push(text);
  }
  return pieces;
};

// A line with the words marked in which it differs from another; all of it, where they have little in common.
const marked = (line, other) => {
  const [here, there] = [line, other].map((one) => one.split(/(?<=\s)/));
  let start = 0;
  while (start < Math.min(here.length, there.length) && here[start] === there[start]) start += 1;
  let rest = 0;
  while (rest < Math.min(here.length, there.length) - start && here.at(-1 - rest) === there.at(-1 - rest)) rest += 1;
  if (2 * (start + rest) < here.length) start = rest = 0;
  const words = here.slice(start, here.length - rest).join("");
  return [here.slice(0, start).join(""), ...(words ? [element("ins", {}, words)] : []), here.slice(here.length - rest).join("")];
};

// Show what differs; gives "mine", "theirs" or "both".
export const askConflict = (mine, theirs) => {
  const dialog = one("conflict-dialog");
  const column = (lines, others) => element("div", { className: "differences__side" }, ...(lines.length ? lines.map((line, at) => element("p", {}, ...marked(line, lines.length === others.length ? others[at] : ""))) : [element("p", { className: "hint" }, "nothing here")]));
  const rows = [element("div", { className: "differences__row differences__names" }, element("p", {}, "Typed here"), element("p", {}, "Kept there"))];
  if (theirs === null) rows.push(element("p", {}, "There, the file was deleted meanwhile. “Keep mine” puts it back with your text; “Take theirs” lets it go."));
  else {
    const pieces = hunks(mine, theirs);
    for (const [at, { same, mine: here, theirs: there }] of pieces.entries()) {
      if (!same) rows.push(element("div", { className: "differences__row" }, column(here, there), column(there, here)));
      else if (at && at < pieces.length - 1) rows.push(element("p", { className: "differences__gap" }, here.filter((line) => line.trim()).length > 1 ? "… the same in both …" : here.join(" ").trim() || "…"));
    }
  }
  dialog.querySelector(".differences").replaceChildren(...rows);
  dialog.querySelector("[value=both]").hidden = theirs === null;
  return ask(dialog, (button) => button);
};

export const askSignIn = (keeper, why, { repository, branch }) => {
  const dialog = one("sign-in-dialog");
  const { token, branch: into, remember } = dialog.querySelector("form").elements;
  dialog.querySelector("[data-repository]").textContent = repository || keeper.place;
  dialog.querySelector(".why").textContent = why;
  dialog.querySelector("[data-token-page]").href = keeper.tokenLink ?? "https://github.com/settings/personal-access-tokens/new";
  token.value = "";
  into.value ||= keeper.branch ?? branch ?? "";
  fail(dialog);
  return ask(dialog, async () => {
    try {
      await keeper.signIn({ token: token.value.trim(), remember: remember.checked, branch: into.value.trim() });
      token.value = "";
      return true;
    } catch (error) {
      return void fail(dialog, error.message);
    }
  }, token);
};
