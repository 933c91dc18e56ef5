// Search this site. What finds and shows (search-results.js, and Pagefind with its index) is loaded with the first query.
const form = document.querySelector("[data-module=search]");
const { q: field, topic } = form.elements;
const status = document.querySelector(".search__status");
const list = document.querySelector(".search__results");
const index = new URL(form.dataset.index, location.href);
let latest = 0;

const search = async () => {
  const mine = ++latest;
  const words = field.value.trim();
  list.hidden = true;
  list.replaceChildren();
  if (!words && !topic.value) {
    status.textContent = "Type a word or two, or choose a topic, then press Search.";
    return;
  }
  status.textContent = "Searching…";
  try {
    const { find } = await import("./search-results.js");
    const [said, entries] = await find(index, words, topic.value);
    if (mine !== latest) return;
    list.append(...entries);
    list.hidden = !entries.length;
    status.textContent = said;
  } catch {
    if (mine === latest) status.textContent = "The search could not be loaded. Check your connection and press Search again.";
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
