/*
 * What follows from another name of a text, or from its removal, where GitHub keeps the files: which lines lead there, and
 * what they say then. The last publish knew them (links.json); what they say is looked up in the files as they are now.
 */

import { addressOf, inPath, TEXT } from "./github.js";
import { KeeperError, parse, setField, splitList } from "./source.js";

const BASE = "https://github.com/"; // an address to find another by

/**
 * What is to be saved, which lines it changes, and what only the coach can decide. `published` are the texts that readers
 * know, `names` all files, `links` what led to each when the site was published, and `read` gives a file as text.
 */
export async function plan({ rename = "", to = "", remove = "", instead = "", gone = false }, { published, names, links, read }) {
  const name = rename || remove;
  if (!names.includes(name)) throw new KeeperError("missing", `content/${name} is not on GitHub any more.`);
  if (names.includes(to)) throw new KeeperError("refused", `content/${to} exists already. Choose another name.`);
  const goal = to || instead;
  if (goal && folder(goal) !== folder(name)) throw new KeeperError("refused", "Here a text stays in its folder. At your desk it can be moved to another.");
  const edits = new Map(); // name → {text, encode, version}
  const shown = [{ name, line: 0, old: name, new: to }];
  const sentences = [];
  const edit = async (file) => {
    if (!edits.has(file)) edits.set(file, await read(file));
    return edits.get(file);
  };
  const write = (file, of, now) => {
    const [old, lines] = [of.text.split("\n"), now.split("\n")];
    const at = old.findIndex((line, number) => line !== lines[number]);
    if (at < 0) return;
    shown.push({ name: file, line: at + 1, old: lines.length > old.length ? "" : old[at], new: lines[at] });
    Object.assign(of, { text: now, isChanged: true });
  };
  const isPublished = published.includes(name);
  const formerly = (text) => setField(text, "formerly", [...splitList(parse(text).fields.get("formerly")?.value ?? ""), addressOf(name)].join(", "));
  const own = await read(name);
  const changes = [{ name, bytes: null, version: own.version }];
  if (rename) {
    if (isPublished) write(to, own, formerly(own.text));
    changes.push({ name: to, bytes: own.encode(own.text), version: null });
  }
  for (const [place, hints] of places(name, published, names, links)) {
    const of = await edit(place);
    const found = leading(place, of.text, name, hints);
    if (!found.length && hints.length)
      sentences.push(`content/${place} has changed since the site was published, and nothing in it leads here any more; the check after the save says if something does.`);
    for (const { line, written } of found) {
      if (goal) {
        const lines = of.text.split("\n");
        lines[line - 1] = lines[line - 1].replace(byItself(written), (_, before) => before + renamed(written, name, goal));
        write(place, of, lines.join("\n"));
      } else {
        sentences.push(`content/${place}, line ${line}, leads here. Change that line, or the site is not published.`);
      }
    }
  }
  if (remove && instead && isPublished) write(instead, await edit(instead), formerly((await edit(instead)).text));
  if (remove && gone) {
    const facts = await edit("site.toml");
    write("site.toml", facts, withGone(facts.text, addressOf(name)));
  } else if (remove && !instead && isPublished) {
    sentences.push(`Readers who know ${addressOf(name)} would find nothing: say what takes over, or that it is gone for good.`);
  }
  for (const [file, { text, encode, version, isChanged }] of edits) if (isChanged) changes.push({ name: file, bytes: encode(text), version });
  return { changes, shown, sentences };
}

/** What may lead to a file, with what the last publish knew of it: that, and every text that is not published. */
function places(name, published, names, links) {
  const found = new Map(names.filter((file) => TEXT.test(file) && !published.includes(file)).map((file) => [file, []]));
  for (const [file, line, written] of links[name] ?? []) if (names.includes(file)) found.set(file, [...(found.get(file) ?? []), { line, written }]);
  found.delete(name);
  return found;
}

/** The lines of a text that lead to a file: where the last publish has seen them, or else wherever a link does now. */
function leading(place, text, name, hints) {
  const lines = text.split("\n");
  const seen = hints.filter(({ line, written }) => lines[line - 1]?.includes(written));
  const found = seen.length === hints.length ? [...seen] : hints.flatMap(({ written }) => lines.flatMap((line, at) => (line.search(byItself(written)) < 0 ? [] : [{ line: at + 1, written }])));
  const there = new Set(found.map(({ line, written }) => `${line} ${written}`));
  for (const [at, line] of TEXT.test(place) ? lines.entries() : []) {
    for (const [, inline, reference] of line.matchAll(/\]\(\s*<?([^\s)>]+)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/g)) {
      const written = inline ?? reference;
      if (leadsTo(place, written, name) && !there.has(`${at + 1} ${written}`)) found.push({ line: at + 1, written });
    }
  }
  return found.filter((one, at) => found.findIndex((other) => other.line === one.line && other.written === one.written) === at);
}

/** Where words stand by themselves, and not in the midst of others. */
const byItself = (written) => new RegExp(`(^|[^\\w./-])${written.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\w-])`, "g");

function leadsTo(place, written, name) {
  const [path] = written.split(/[#?]/);
  if (!path || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(path)) return false;
  if (path.startsWith("/")) return path.replace(/\/?(?:index\.html)?$/, "/") === addressOf(name);
  try {
    return new URL(path, BASE + inPath(place)).pathname === `/${inPath(name)}`;
  } catch {
    return false;
  }
}

/** What is written of one file, of another: a name, a path or an address, with what stands behind it. */
function renamed(written, name, goal) {
  const [path] = written.split(/[#?]/);
  const rest = written.slice(path.length);
  if (path.startsWith("/")) return addressOf(goal) + rest;
  const stem = (one) => one.replace(/^.*\//, "").replace(/\.md$/, "");
  const at = path.lastIndexOf(stem(name));
  return at < 0 ? written : path.slice(0, at) + stem(goal) + path.slice(at + stem(name).length) + rest;
}

/** site.toml, with an address among those that are gone. */
function withGone(text, address) {
  const words = JSON.stringify(address);
  const table = /^\[publishing\][^\n]*\n/m.exec(text);
  const from = table ? table.index + table[0].length : text.length;
  const rest = text.slice(from);
  const end = from + (/^\[/m.exec(rest)?.index ?? rest.length);
  const there = /^gone[ \t]*=[ \t]*\[/m.exec(text.slice(from, end));
  if (there) {
    const at = from + there.index + there[0].length;
    const isEmpty = /^\s*\]/.test(text.slice(at));
    return `${text.slice(0, at)}${words}${isEmpty ? "" : ", "}${text.slice(at)}`;
  }
  return table ? `${text.slice(0, from)}gone = [${words}]\n${rest}` : `${text.replace(/\n*$/, "\n\n")}[publishing]\ngone = [${words}]\n`;
}

const folder = (name) => name.split("/").slice(0, -1).join("/");
