// Search while one types. What finds (search-results.js, and Pagefind with its index) is loaded with the first query; what
// was found stays until something else is.
const said = words.search;
const form = document.querySelector("[data-module=search]");
const { q: field, topic } = form.elements;
const status = document.querySelector(".search__status");
const list = document.querySelector(".search__results");
const index = new URL(form.dataset.index, location.href);
const PAUSE = 250; // ms after the last key
const SLOW = 500; // ms until "Searching…"
let latest = 0;
let pause;

const show = (sentence, entries = []) => {
  if (status.textContent !== sentence) status.textContent = sentence;
  list.replaceChildren(...entries);
  list.hidden = !entries.length;
};

const search = async (nothingAsked = "") => {
  clearTimeout(pause);
  const mine = ++latest;
  const asked = [...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
  history.replaceState(null, "", asked.length ? `?${new URLSearchParams(asked)}` : location.pathname);
  if (!asked.length) return show(nothingAsked);
  const slow = setTimeout(() => mine === latest && (status.textContent = said.searching), SLOW);
  let found = [said.failed];
  try {
    const { find } = await import("./search-results.js");
    found = await find(index, field.value.trim(), topic.value);
  } catch {}
  clearTimeout(slow);
  if (mine === latest) show(...found);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search(said.nothing_asked);
});
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(search, PAUSE);
});
topic.addEventListener("change", () => search());
// Only from what was found, so that nobody who dictates sets it off (WCAG 2.1.4).
list.addEventListener("keydown", (event) => {
  if (event.key !== "/") return;
  event.preventDefault();
  field.select();
});

const address = new URLSearchParams(location.search);
field.value ||= address.get("q") ?? "";
topic.value = topic.value || (address.get("topic") ?? "");
if (topic.selectedIndex < 0) topic.value = "";
if (field.value.trim() || topic.value) search();
