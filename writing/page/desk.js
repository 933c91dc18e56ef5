// Where `serve` runs: files are kept on this computer, and checked there by the rules of every build.

import { KeeperError } from "./source.js";

const LARGEST = { ".md": 300_000, ".pdf": 10_000_000 }; // bytes of a file; of a picture 30 million
const LARGEST_PICTURE = 30_000_000;
const LARGEST_SAVE = 100_000_000;
const UNSENT = "The preview does not answer. Start it again: `python3 tasks.py serve`. What you typed is kept in this browser.";

const decode = (base64) => (base64 === null ? null : Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)));

/** Ask the preview, and reject with what it says where it cannot. */
const ask = async (name, { query = {}, headers = {}, ...options } = {}) => {
  const given = new URLSearchParams(query).toString();
  let answer;
  try {
    answer = await fetch(new URL(`${name}${given && `?${given}`}`, import.meta.url), { headers: { "X-Preview": "write", ...headers }, ...options });
    if (answer.ok) return { headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    throw new KeeperError("offline", UNSENT);
  }
  const said = await answer.json().catch(() => ({}));
  const { kind = "refused", message = UNSENT, theirs } = said;
  throw new KeeperError(kind, message, theirs ? { theirs: { ...theirs, bytes: decode(theirs.bytes) } } : {});
};

const told = ({ bytes }) => JSON.parse(new TextDecoder().decode(bytes));

const json = async (name, words) => {
  const options = words && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(words) };
  return told(await ask(name, options));
};

/** What is too large is not sent: the preview would end the connection without having read the rest. */
const fits = ({ name, bytes }) => {
  const most = LARGEST[name.slice(name.lastIndexOf("."))] ?? LARGEST_PICTURE;
  if (bytes && bytes.length > most) {
    const sizes = `${bytes.length.toLocaleString("en")} bytes; at most ${most.toLocaleString("en")} can be saved`;
    const remedy = name.endsWith(".md") ? "Divide it." : "Export it once more in a smaller size.";
    throw new KeeperError("refused", `content/${name} has ${sizes}. ${remedy}`);
  }
  return bytes?.length ?? 0;
};

export const connect = async () => {
  let addresses = new Map();
  return {
    place: "this computer",
    checks: "all",
    signedIn: true,

    async open() {
      const opened = await json("open");
      addresses = new Map(opened.files.map(({ name, address }) => [name, address]));
      return opened;
    },

    async read(name) {
      const { headers, bytes } = await ask("read", { query: { name } });
      return { bytes, version: headers.get("X-Version") };
    },

    check: (name, text) => json("check", { name, text }),

    accept: (word) => json("accept", { word }),

    async save(changes) {
      if (changes.map(fits).reduce((sum, size) => sum + size, 0) > LARGEST_SAVE) {
        throw new KeeperError("refused", "These are too many megabytes at once; save with fewer pictures, and then the others.");
      }
      const listed = changes.map(({ name, bytes, version }) => ({ name, version, length: bytes?.length ?? null }));
      const body = new Blob([`${JSON.stringify(listed)}\n`, ...changes.flatMap(({ bytes }) => (bytes ? [bytes] : []))]);
      return told(await ask("save", { method: "POST", body }));
    },

    async create(title, topic) {
      const { name, bytes } = await json("create", { title, topic });
      return { name, bytes: decode(bytes) };
    },

    async plan(wanted) {
      const { changes, ...rest } = await json("plan", wanted);
      return { changes: changes.map((change) => ({ ...change, bytes: decode(change.bytes) })), ...rest };
    },

    // What has just been written is in no list yet.
    page: (name) => addresses.get(name) ?? (name.startsWith("articles/") ? `/articles/${name.split("/").at(-1).slice(0, -3)}/` : ""),

    letter: (name) => name.startsWith("articles/") && `/__preview/letter/${name.split("/").at(-1).slice(0, -3)}/`,

    async picture(name) {
      return new URL(`picture?${new URLSearchParams({ name })}`, import.meta.url).href;
    },

    // An export and its pictures are sent each time they are asked about, so nothing of them is kept.
    async moving() {
      const about = await json("import");
      const send = async ({ files, pictures }, more) => {
        const listed = (some) => some.map(({ name, file }) => ({ name, length: file.size }));
        const body = new Blob([`${JSON.stringify({ files: listed(files), pictures: listed(pictures), ...more })}\n`, ...[...files, ...pictures].map(({ file }) => file)]);
        return told(await ask("import", { method: "POST", body }));
      };
      return {
        ...about,
        pictures: true,
        intro: "Your articles and pages come here with their dates, topics, pictures and old addresses. First you see what would come of each; nothing is written until you say so, and nothing of yours that is here is touched.",
        look(chosen, say) {
          say("The file is being read. With many articles or pictures, this takes a minute.");
          return send(chosen, {});
        },
        bring(chosen, choices, say) {
          say("Everything is being written.");
          return send(chosen, { write: true, ...choices });
        },
      };
    },

    preview: async () => null, // the real page is there

    news: () => json("news"),

    /** The same picture without what it tells of places and people, under a good name that is free. */
    async tidyPicture(file) {
      fits({ name: "picture", bytes: { length: file.size } });
      const { headers, bytes } = await ask("tidy", { method: "POST", query: { name: file.name }, body: file });
      return new File([bytes], headers.get("X-Name"), { type: headers.get("Content-Type") });
    },
  };
};
