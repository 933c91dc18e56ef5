// In the preview only: show every good build, what is wrong over the last good page, and advice on request.
// Where only passages differ that no script has a part in, they are replaced in the open page, and all else in it stays as
// it is, down to what was typed; otherwise the page is reloaded. What is shown is the same.

// The tag of this script says which version its page is of. What else it says differs where a page has to be reloaded.
const takeVersion = (page) => {
  const tag = page.querySelector("script[data-version]");
  const taken = Number(tag.dataset.version);
  tag.removeAttribute("data-version");
  return taken;
};
const { write: writeAt } = document.querySelector("script[data-version]").dataset;
let version = takeVersion(document);
// The page as it was sent: this runs at its end, before its modules. A document without a window loads nothing.
const style = document.querySelector("style")?.textContent ?? ""; // none while there is no page yet
let shown = document.implementation.createHTMLDocument().importNode(document.body, true);
const overlay = document.createElement("div");
const advice = document.createElement("details");
const paper = {
  position: "fixed",
  zIndex: 2147483647,
  maxBlockSize: "60vh",
  overflow: "auto",
  background: "var(--color-surface, Canvas)",
  color: "var(--color-text, CanvasText)",
  boxShadow: "0 -8px 40px rgb(0 0 0 / 25%)",
  font: "1rem/1.5 system-ui, sans-serif",
  whiteSpace: "pre-wrap",
};
Object.assign(overlay.style, paper, {
  inset: "auto 0 0 0",
  padding: "1.25rem clamp(1rem, 4vw, 3rem)",
  borderBlockStart: "4px solid var(--color-warm, currentColor)",
});
Object.assign(advice.style, paper, { inset: "auto 1rem 4rem auto", padding: "0.5rem 1rem", maxInlineSize: "40rem" });
overlay.setAttribute("role", "alert");

// The way to where this page is written. The writing page, which shows it in a frame, says all of this itself.
const framed = window !== window.top;
const write = document.createElement("a");
write.href = writeAt;
write.textContent = "Write";
Object.assign(write.style, {
  position: "fixed",
  inset: "auto 1rem 1rem auto",
  zIndex: 2147483646,
  padding: "0.35rem 0.9rem",
  border: "1px solid var(--color-line, currentColor)",
  borderRadius: "999px",
  background: "var(--color-surface, Canvas)",
  color: "var(--color-accent, LinkText)",
  font: "0.875rem/1.5 system-ui, sans-serif",
  textDecoration: "none",
});
const ours = [overlay, advice, write];
if (!framed) document.body.append(write);

// What scripts or a policy act on, and what may hold more than its HTML says.
const LIVELY = "script, style, [style], form, input, select, textarea, iframe, audio, video, dialog, [data-module]";

const swap = (parent, gone, here, come, following) => {
  const lively = parent.closest(LIVELY) || [...gone, ...come].some((node) => node.matches?.(LIVELY) || node.querySelector?.(LIVELY));
  if (lively || gone.some((node, at) => !node.isEqualNode(here[at]))) throw new Error("A script may have a part in it.");
  return () => {
    for (const node of here) node.remove();
    for (const node of come) parent.insertBefore(document.importNode(node, true), following);
  };
};

// The steps that make what was sent as `old`, and is now `live`, into `next`; throws where only a reload is sure to.
function* steps(old, next, live) {
  if (old.isEqualNode(next)) return;
  if (!old.cloneNode().isEqualNode(next.cloneNode())) return yield swap(live.parentNode, [old], [live], [next], live.nextSibling);
  const [was, will, is] = [old, next, live].map(({ childNodes }) => [...childNodes].filter((node) => !ours.includes(node)));
  if (is.length !== was.length) throw new Error("A script has added or removed something.");
  if (was.length === will.length) {
    for (const [at, node] of was.entries()) yield* steps(node, will[at], is[at]);
  } else {
    let start = 0;
    let rest = 0;
    const least = Math.min(was.length, will.length);
    while (start < least && was[start].isEqualNode(will[start])) start++;
    while (rest < least - start && was.at(-1 - rest).isEqualNode(will.at(-1 - rest))) rest++;
    const [gone, come, here] = [was, will, is].map((nodes) => nodes.slice(start, nodes.length - rest));
    yield swap(live, gone, here, come, is[is.length - rest]);
  }
}

// Make the open page into the new version; returns whether that could be done. A page shown early is like the
// last version in all but its text, and the files of a new picture may not be there yet.
const update = async (early) => {
  try {
    const wanted = `${early ? "early" : "built"}, ${document.visibilityState}`;
    const answer = await fetch(location.href, { headers: { "X-Preview": wanted } });
    const text = await answer.text();
    // The first table of a text brings its style along, and that is in the head.
    if (!text.includes(style)) return false;
    // Without its head: Chromium would hold a new style in it against the policy of the open page.
    const page = new DOMParser().parseFromString(`<!doctype html>${text.slice(text.indexOf("</head>"))}`, "text/html");
    // What a script shows in place of a noscript may come from other files, like the index of the search.
    if (!answer.ok || answer.redirected || page.querySelector("noscript")) return false;
    const newVersion = takeVersion(page);
    if (early && [...page.images].some((image) => !shown.innerHTML.includes(image.outerHTML))) return false;
    const all = [...steps(shown, page.body, document.body)];
    for (const step of all) step();
    [version, shown] = [newVersion, page.body];
    return true;
  } catch {
    return false;
  }
};

// What can mean only one thing is written into the files on request; what was written is shown until the page is left.
const fixButton = (state) => {
  const button = document.createElement("button");
  button.textContent = "Put right what can be put right";
  Object.assign(button.style, { font: "inherit", padding: "0.6rem 1rem", cursor: "pointer" });
  button.addEventListener("click", () => fetch("/__preview/fix", { method: "POST", headers: { "X-Preview": "fix" } }));
  return state.repairable ? ["\n\n", button] : [];
};

const show = async (state) => {
  if (state.early) await update(true);
  else if (state.version !== version && !(await update())) return location.reload();
  overlay.replaceChildren(state.problems, ...fixButton(state));
  if (state.problems && !framed) document.body.append(overlay);
  else overlay.remove();
  const summary = document.createElement("summary");
  summary.textContent = "Advice";
  const fixed = state.fixed && `\n\n${state.fixed}`;
  advice.replaceChildren(summary, state.advice, ...(state.problems ? [] : fixButton(state)), fixed);
  if ((state.advice || fixed) && !framed) document.body.append(advice);
  else advice.remove();
};

let turn = Promise.resolve(); // one state after another
new EventSource("/__preview/events").addEventListener("message", (event) => {
  turn = turn.then(() => show(JSON.parse(event.data)));
});
