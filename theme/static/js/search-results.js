// What a search found, as list items, and a sentence on how much it is.
const said = globalThis.words["search-results"];
const MOST = 20;
let loading;

const load = (index) =>
  (loading ??= import(index.href).then(async (pagefind) => {
    await pagefind.options({ baseUrl: new URL("..", index).pathname });
    return pagefind;
  }));

const element = (name, className, ...children) => {
  const made = Object.assign(document.createElement(name), { className });
  made.append(...children);
  return made;
};

// Only text and the marks around the words found are taken from the index.
const excerpt = (html) => {
  const nodes = [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
  return nodes.map(({ nodeName, textContent }) => (nodeName === "MARK" ? element("mark", "", textContent) : textContent));
};

const entry = ({ url, meta, excerpt: html }) => {
  const link = Object.assign(element("a", "", meta.title), { href: url });
  const parts = [element("h2", "article-list__title", link), element("p", "article-list__summary", ...excerpt(html))];
  if (meta.topic) parts.push(element("p", "article-list__meta", meta.topic));
  return element("li", "article-list__item", ...parts);
};

// index: where Pagefind is; words may be empty where a topic is chosen, and the other way round.
// Topics are compared here, because Pagefind writes its own filters in another order each time it makes an index.
export const find = async (index, words, topic) => {
  try {
    const { results } = await (await load(index)).search(words || null);
    const wanted = topic ? results : results.slice(0, MOST);
    const found = (await Promise.all(wanted.map((result) => result.data()))).filter(({ meta }) => !topic || meta.topic === topic);
    const count = topic ? found.length : results.length;
    const where = (words && fill(said.for_words, { words })) + (topic && fill(said.in_topic, { topic }));
    const sentence = count
      ? fill(plural(count > MOST ? said.found_many : said.found, count), { n: count, where, most: MOST })
      : fill(topic ? said.nothing_in_topic : said.nothing, { where });
    return [sentence, found.slice(0, MOST).map(entry)];
  } catch (error) {
    loading = undefined;
    throw error;
  }
};
