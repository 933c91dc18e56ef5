// Search this site. The index (Pagefind) is loaded with the first query.
const form = document.querySelector("[data-module=search]");
const field = form.querySelector("input");
const status = document.querySelector(".search__status");
const list = document.querySelector(".search__results");
const index = new URL(form.dataset.index, location.href);
const MOST = 20;
let latest = 0;
let loading;

const load = () =>
  (loading ??= import(index.href).then(async (pagefind) => {
    await pagefind.options({ baseUrl: new URL("..", index).pathname });
    return pagefind;
  }));

// Only text and the marks around the words found are taken from the index.
const excerpt = (html) => {
  const paragraph = document.createElement("p");
  paragraph.className = "article-list__summary";
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const piece = node.nodeName === "MARK" ? document.createElement("mark") : new Text();
    piece.textContent = node.textContent;
    paragraph.append(piece);
  }
  return paragraph;
};

const entry = ({ url, meta, excerpt: html }) => {
  const item = document.createElement("li");
  const title = document.createElement("h2");
  const link = document.createElement("a");
  item.className = "article-list__item";
  title.className = "article-list__title";
  link.href = url;
  link.textContent = meta.title;
  title.append(link);
  item.append(title, excerpt(html));
  return item;
};

const search = async (words) => {
  const mine = ++latest;
  list.hidden = true;
  list.replaceChildren();
  if (!words) {
    status.textContent = "Type a word or two, then press Search.";
    return;
  }
  status.textContent = "Searching…";
  try {
    const { results } = await (await load()).search(words);
    const found = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
    if (mine !== latest) return;
    list.append(...found.map(entry));
    list.hidden = !found.length;
    const count = results.length === 1 ? "1 page" : `${results.length} pages`;
    status.textContent = results.length
      ? `${count} found for “${words}”${results.length > MOST ? `; the first ${MOST} are shown` : ""}.`
      : `Nothing found for “${words}”. Try fewer or other words.`;
  } catch {
    loading = undefined;
    status.textContent = "The search could not be loaded. Check your connection and press Search again.";
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = field.value.trim();
  history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
  search(words);
});

field.value ||= new URLSearchParams(location.search).get("q") ?? "";
if (field.value.trim()) search(field.value.trim());
