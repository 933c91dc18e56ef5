// Search this site. What finds and shows (search-results.js, and Pagefind with its index) is loaded with the first query.
const said = words.search;
const form = document.querySelector("[data-module=search]");
const { q: field, topic } = form.elements;
const status = document.querySelector(".search__status");
const list = document.querySelector(".search__results");
const index = new URL(form.dataset.index, location.href);
let latest = 0;

const search = async () => {
  const mine = ++latest;
  const asked = field.value.trim();
  list.hidden = true;
  list.replaceChildren();
  if (!asked && !topic.value) {
    status.textContent = said.nothing_asked;
    return;
  }
  status.textContent = said.searching;
  try {
    const { find } = await import("./search-results.js");
    const [sentence, entries] = await find(index, asked, topic.value);
    if (mine !== latest) return;
    list.append(...entries);
    list.hidden = !entries.length;
    status.textContent = sentence;
  } catch {
    if (mine === latest) status.textContent = said.failed;
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = [...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
  history.replaceState(null, "", asked.length ? `?${new URLSearchParams(asked)}` : location.pathname);
  search();
});
topic.addEventListener("change", () => form.requestSubmit());

const address = new URLSearchParams(location.search);
field.value ||= address.get("q") ?? "";
topic.value = topic.value || (address.get("topic") ?? "");
if (topic.selectedIndex < 0) topic.value = "";
if (field.value.trim() || topic.value) search();
