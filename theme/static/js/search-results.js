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

// From the sentence that has most of the words found, and not from the title, which stands above it. A full stop ends a
// sentence where no small letter follows and no abbreviation like Dr. has it.
const LENGTH = 30;
const excerpt = ({ raw_content: content, locations, meta }) => {
  const apart = content.includes("\u200B") ? "\u200B" : " "; // Pagefind's own sign, in languages that write no blanks
  const all = content.split(apart === " " ? /\s+/ : apart);
  const title = meta.title.split(/\s+/).length;
  const begin = all.findIndex((_, at) => all.slice(at, at + title).join(" ").startsWith(meta.title)) + title;
  const first = begin < title ? 0 : begin;
  const begins = (word, at) =>
    at === first || (at > first && /[.!?…]["”’»)]*$/.test(all[at - 1]) && !/^\p{Lu}\p{Ll}{0,2}\.$/u.test(all[at - 1]) && !/^\p{Ll}/u.test(word));
  const marks = locations.filter((at) => at >= first);
  const within = (start) => marks.filter((at) => at >= start && at < start + LENGTH);
  const starts = [...all.keys()].filter((at) => begins(all[at], at));
  const own = marks.map((mark) => starts.findLast((at) => at <= mark));
  const best = own.reduce((a, b) => (within(b).length > within(a).length ? b : a), own[0] ?? first);
  const start = within(best).length || !marks.length ? best : marks[0] - 8; // deep in a long sentence
  const least = Math.max(start + LENGTH / 2, ...within(start));
  const whole = starts.findLast((at) => at > least && at <= start + LENGTH * 1.2);
  const end = whole ?? start + LENGTH;
  const shown = all.slice(start, end).flatMap((html, at) => {
    const word = html.replaceAll("&lt;", "<").replaceAll("&gt;", ">"); // as Pagefind writes them
    return [locations.includes(start + at) ? element("mark", "", word) : word, apart.trim() || " "];
  });
  return [start === best ? "" : "… ", ...shown, whole || end >= all.length ? "" : "…"];
};

const entry = (page) => {
  const { url, meta } = page;
  const link = Object.assign(element("a", "", meta.title), { href: url });
  const parts = [element("h2", "article-list__title", link), element("p", "article-list__summary", ...excerpt(page))];
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
