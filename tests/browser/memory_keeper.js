// A keeper in the browser's own storage, for the tests of the page alone: it takes the place of desk.js. A test puts what
// goes wrong into `faults` of localStorage: the name of a method to { kind, message }, or to a number of ms it takes.
import { applyRepairs, decode, fileName, header, KeeperError, newArticle } from "./source.js";

const get = (name, otherwise) => JSON.parse(localStorage.getItem(`memory.${name}`) ?? JSON.stringify(otherwise));
const set = (name, value) => localStorage.setItem(`memory.${name}`, JSON.stringify(value));
const toText = (bytes) => String.fromCharCode(...bytes);
const toBytes = (text) => Uint8Array.from(text, (one) => one.charCodeAt(0));

const meet = async (method) => {
  const fault = get("faults", {})[method];
  if (typeof fault === "number") await new Promise((resolve) => setTimeout(resolve, fault));
  else if (fault) throw new KeeperError(fault.kind, fault.message, fault);
};

const { form, files: given } = await (await fetch("./memory.json")).json();
const files = () => get("files", Object.fromEntries(Object.entries(given).map(([name, text]) => [name, { text: toText(new TextEncoder().encode(text)), version: 1 }])));

const RULES = [
  [/^Catgory\b/, (words) => ({ found: `There is no field “${words}”.`, remedy: "Write `Category`.", to: "Category" })],
  [/http:\/\/\S+/, (words) => ({ found: `“${words}” is not encrypted.`, remedy: `Write \`${words.replace("http:", "https:")}\`.`, to: words.replace("http:", "https:") })],
  [/^##(?=[^# ])/, () => ({ found: "“##” has no space behind it.", remedy: "Write a space.", to: "## " })],
  [/\]\((?!http)[^)]*nowhere\.md\)/, () => ({ found: "There is no file “nowhere.md”.", remedy: "Link to one that is there." })],
  [/\bvery\b/, () => ({ found: "“very” adds little.", remedy: "Leave it out.", advice: true, to: "" })],
];

export const connect = async () => ({
  place: "this computer",
  get checks() {
    return get("away", false) ? "header" : "all";
  },
  get signedIn() {
    return get("signedIn", true);
  },
  tokenLink: "https://example.org/token",
  async signIn({ token }) {
    if (token !== "right") throw new KeeperError("signed-out", "GitHub does not know this key. Copy it once more.");
    set("signedIn", true);
    set("faults", {});
  },
  async open() {
    await meet("open");
    const shown = Object.entries(files()).filter(([name]) => name.endsWith(".md")).map(([name, { text }]) => {
      const words = new TextDecoder().decode(toBytes(text));
      const value = (field) => header(words).fields.find((one) => one.name === field)?.value ?? "";
      const state = name.startsWith("pages/") ? "page" : value("status") === "draft" ? "draft" : value("date") > "2027" ? "scheduled" : "live";
      return { name, kind: name.split("/")[0], title: value("title"), date: value("date"), state, problems: words.split("\n").filter((line) => RULES.slice(0, 4).some(([rule]) => rule.test(line))).length, advice: 0 };
    });
    return { form: { ...form, files: shown.map((file) => ({ ...file, address: `/${file.name.split("/").at(-1).replace(".md", "")}/` })) }, files: shown.sort((a, b) => b.date.localeCompare(a.date)) };
  },
  async read(name) {
    await meet("read");
    const file = files()[name];
    if (!file) throw new KeeperError("missing", `There is no “${name}”.`);
    return { bytes: toBytes(file.text), version: file.version };
  },
  async check(name, text) {
    await meet("check");
    const problems = text.split("\n").flatMap((line, at) => RULES.flatMap(([rule, say]) => {
      const found = rule.exec(line);
      if (!found) return [];
      const { to, ...said } = say(found[0]);
      return [{ line: at + 1, advice: false, ...said, repairs: to === undefined ? [] : [{ line: at + 1, old: found[0], new: to }] }];
    }));
    const missing = header(text).fields.find((field) => field.name === "summary")?.value ? [] : [{ line: 1, found: "The `Summary` is missing.", remedy: "Write one or two sentences.", advice: false, repairs: [] }];
    return { problems: [...missing, ...problems], of: "all" };
  },
  async save(changes) {
    await meet("save");
    const now = files();
    for (const { name, version } of changes) {
      const there = now[name] ?? null;
      if ((there?.version ?? null) !== version) throw new KeeperError("conflict", "It was changed meanwhile.", { theirs: { name, bytes: there && toBytes(there.text), version: there?.version ?? null } });
    }
    for (const { name, bytes } of changes) {
      if (bytes) now[name] = { text: Array.from(bytes, (one) => String.fromCharCode(one)).join(""), version: (now[name]?.version ?? 0) + 1 };
      else delete now[name];
    }
    set("files", now);
    return { versions: Object.fromEntries(changes.map(({ name }) => [name, now[name]?.version])) };
  },
  async create(title, topic) {
    await meet("create");
    return { name: `articles/${fileName(title)}.md`, bytes: new TextEncoder().encode(newArticle(title, topic, "2026-11-28")) };
  },
  async plan({ rename, to, remove, instead }) {
    await meet("plan");
    const now = files();
    const old = rename ?? remove;
    const target = to ?? instead;
    const shown = [];
    const changes = [];
    for (const [name, file] of Object.entries(now)) {
      if (name === old || !name.endsWith(".md")) continue;
      const words = new TextDecoder().decode(toBytes(file.text));
      const repairs = words.split("\n").flatMap((line, at) => (line.includes(`(${old.split("/").at(-1)})`) && target ? [{ line: at + 1, old: line, new: line.replace(`(${old.split("/").at(-1)})`, `(${target.split("/").at(-1)})`) }] : []));
      if (!repairs.length) continue;
      shown.push(...repairs.map((one) => ({ name, ...one })));
      changes.push({ name, bytes: new TextEncoder().encode(applyRepairs(words, [{ repairs }])), version: file.version });
    }
    changes.push({ name: old, bytes: null, version: now[old].version });
    if (to) changes.push({ name: to, bytes: toBytes(now[old].text), version: null });
    return { changes, shown, sentences: [to ? "The old address forwards to the new one." : "Its address is gone."] };
  },
  page: (name) => (get("away", false) ? "" : `./shown.html?${name}`),
  async picture(name) {
    const file = files()[`images/${name}`];
    return file ? URL.createObjectURL(new Blob([toBytes(file.text)])) : "";
  },
  async preview(name, text) {
    return `<p>${decode(new TextEncoder().encode(text)).text.split("\n\n").at(-1)}</p><script>document.body.textContent = "a script ran"</script>`;
  },
  async news() {
    await meet("news");
    return get("news", { state: "unknown", words: "", problems: [] });
  },
});
