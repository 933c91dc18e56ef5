/*
 * The keeper at GitHub: reads and saves by its REST API, with a token for the one repository, from the coach's browser.
 *
 * A save is one commit of all that belongs together. Nothing is overwritten: what has another blob by now than it was read
 * with is a conflict. What was asked twice is done once, so that a save whose answer was lost can be asked again.
 */

import { parseDate } from "./dates.js";
import { check, clock } from "./rules.js";
import { decode, fileName, KeeperError, newArticle, parse } from "./source.js";

const API = "https://api.github.com";
const VERSION = "2022-11-28"; // of the API
export const SITE = "https://github.com";
const ATTEMPTS = 5; // each but the last lost to someone else's save
const AT_ONCE = 6; // requests; more at a time are held to be abuse
const SOON = 30 * 60 * 1000; // ms within which a commit is checked and published, if it can be
const PIXELS = 12_000_000; // of a photograph; more no page shows
const TOKEN = "writing:github"; // in the storage of the tab, or of the device if the coach asks for that
const GATE = "github-actions[bot]"; // who else comments is not believed: in a public repository that is anybody
const TYPES = { avif: "image/avif", gif: "image/gif", jpeg: "image/jpeg", jpg: "image/jpeg", png: "image/png", webp: "image/webp" };
export const TEXT = /^(?:articles\/[^/]+|pages\/.+)\.md$/;

export async function connect() {
  return new GitHub(await told("form.json"));
}

async function told(name) {
  try {
    return await (await fetch(new URL(name, import.meta.url), { cache: "no-cache" })).json();
  } catch {
    throw new KeeperError("offline", "This page could not be loaded whole. Reload it when you are online again.");
  }
}

class GitHub {
  checks = "header"; // the rest says the gate after the save
  #form;
  #token = "";
  #tip = null; // the newest commit that is known: {commit, tree, files: name → {sha, mode}}
  #replaced = new Set(); // commits that a save of ours stands on; GitHub may still name one of them for a moment
  #answers = new Map(); // about what never changes: commits, and what lies between two
  #blobs = new Map(); // by their hash, which says what is in them
  #pictures = new Map();

  constructor(form) {
    this.#form = form;
    this.repository = form.repository;
    this.place = `GitHub (${form.repository})`;
    const kept = JSON.parse(stored("sessionStorage") ?? stored("localStorage") ?? "{}");
    this.branch = kept.branch || form.branch;
    this.#token = kept.token ?? "";
  }

  get signedIn() {
    return Boolean(this.#token);
  }

  /** GitHub's page that makes the token, filled in as far as it can be. */
  get tokenLink() {
    const [owner, name] = this.repository.split("/");
    const filled = { name: `Writing page of ${name}`.slice(0, 40), target_name: owner, expires_in: "366", contents: "write" };
    return `${SITE}/settings/personal-access-tokens/new?${new URLSearchParams(filled)}`;
  }

  /** Where a branch of its own is offered for the site. */
  get pullRequest() {
    if (this.branch === this.#form.branch) return "";
    return `${SITE}/${this.repository}/compare/${inPath(this.#form.branch)}...${inPath(this.branch)}?expand=1`;
  }

  /** GitHub's own editor: of a file, and of a new article. */
  doors(name) {
    const at = `${SITE}/${this.repository}`;
    const create = `${at}/new/${inPath(this.branch)}/content/articles`;
    return { edit: name ? `${at}/edit/${inPath(this.branch)}/content/${inPath(name)}` : create, create };
  }

  page() {
    return ""; // what is saved is not on the site yet
  }

  async signIn({ token, remember = false, branch = "" }) {
    const before = [this.#token, this.branch];
    this.#token = token.trim();
    this.branch = branch.trim() || this.#form.branch;
    this.#tip = null;
    try {
      if (!this.#token) throw new KeeperError("signed-out", "Paste the token that GitHub has shown you.");
      if (!/^[\x21-\x7e]+$/.test(this.#token)) throw new KeeperError("signed-out", "This is no token: it has a space or an accent in it. Copy it from GitHub once more.");
      await this.#branchIsThere();
    } catch (error) {
      [this.#token, this.branch] = before;
      throw error;
    }
    forget();
    store(remember ? "localStorage" : "sessionStorage", JSON.stringify({ token: this.#token, branch: this.branch }));
  }

  async signOut() {
    this.#token = "";
    this.#tip = null;
    forget();
  }

  async #branchIsThere() {
    if (await this.#head(this.branch)) return;
    const main = this.branch === this.#form.branch ? null : await this.#head(this.#form.branch);
    if (!main)
      throw new KeeperError("missing", `This token cannot see the repository ${this.repository}, or that has no branch “${this.#form.branch}”. Make the token for this repository.`);
    try {
      await this.#ask("POST", "/git/refs", { ref: `refs/heads/${this.branch}`, sha: main });
    } catch (error) {
      if (error.status !== 422 || !(await this.#head(this.branch))) throw refused(error, `GitHub makes no branch “${this.branch}”`);
    }
  }

  async open() {
    const { files } = await this.#newest();
    const names = [...files.keys()];
    const known = new Map(this.#form.files.map((file) => [file.name, file]));
    const texts = names.filter((name) => TEXT.test(name));
    // What waits, and what is new since the last publish, is told to nobody who is not signed in: it is read here.
    const rows = await each(texts, async (name) => {
      const file = known.get(name) ?? (await this.#described(name));
      const state = name.startsWith("pages/") ? "page" : file.state;
      return { ...file, name, state, problems: 0, advice: 0 };
    });
    const inFolder = (folder, ending) => names.filter((name) => name.startsWith(folder) && ending.test(name)).map((name) => name.slice(folder.length));
    const form = { ...this.#form, files: rows, pictures: inFolder("images/", /^[^.].*\.\w+$/), handouts: inFolder("", /^files\/.*\.pdf$/i) };
    rows.sort((one, other) => parseDate(other.date).localeCompare(parseDate(one.date)) || one.name.localeCompare(other.name));
    return { form, files: rows };
  }

  async #described(name) {
    const about = { name, kind: name.split("/")[0], title: "", date: "", state: "draft", address: addressOf(name) };
    const { sha } = this.#tip.files.get(name);
    try {
      const { fields } = parse(decode(await this.#blob(sha)).text);
      about.title = fields.get("title")?.value ?? "";
      about.date = fields.get("date")?.value ?? "";
      if (fields.get("status")?.value.toLowerCase() !== "draft") about.state = parseDate(about.date) > clock(this.#form.timezone) ? "scheduled" : "live";
    } catch (error) {
      if (error.kind !== "refused") throw error; // one that is no text is told of when it is opened
    }
    return about;
  }

  async read(name) {
    const { files } = await this.#newest();
    const file = files.get(name);
    if (!file) throw new KeeperError("missing", `content/${name} is not on GitHub any more. What you typed is kept here.`);
    return { bytes: await this.#blob(file.sha), version: file.sha };
  }

  async check(name, text) {
    return { problems: TEXT.test(name) ? check(name, text, this.#form) : [], of: "header" };
  }

  async create(title, topic) {
    const stem = fileName(title);
    if (!stem) throw new KeeperError("refused", `“${title}” gives no file name. Use a title with letters in it.`);
    const name = `articles/${stem}.md`;
    if ((await this.#newest()).files.has(name)) throw new KeeperError("refused", `content/${name} exists already. Choose another title, or edit that file.`);
    const [date] = clock(this.#form.timezone).split("T");
    return { name, bytes: new TextEncoder().encode(newArticle(title, topic, date)) };
  }

  /** Commits all changes or none. `version` is the blob that a file was read as. */
  async save(changes, message) {
    const wanted = await Promise.all(changes.map(async (change) => ({ ...change, sha: change.bytes && (await hash(change.bytes)) })));
    const sent = new Set();
    let unsure = false; // whether a commit of ours may be there, of which GitHub could not tell
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      let tip;
      try {
        tip = await this.#newest();
      } catch (error) {
        if (!unsure || error.kind !== "offline") throw error;
        throw new KeeperError("offline", "The connection was lost while this was saved, and GitHub cannot be asked whether it has it. It is kept here: save again when you are online; nothing is saved twice.", { unsure });
      }
      const left = wanted.filter((change) => (tip.files.get(change.name)?.sha ?? null) !== change.sha);
      for (const { name, version } of left) await this.#isAsRead(name, version, tip);
      const versions = Object.fromEntries(wanted.map((change) => [change.name, change.sha]));
      if (!left.length) return { versions, commit: tip.commit };
      try {
        const there = new Set([...tip.files.values()].map((file) => file.sha));
        for (const { bytes, sha } of left) {
          if (!bytes || there.has(sha) || sent.has(sha)) continue;
          await this.#ask("POST", "/git/blobs", { content: await inBase64(bytes), encoding: "base64" });
          sent.add(sha);
          this.#blobs.set(sha, bytes);
        }
        const commit = await this.#commit(tip, left, message);
        try {
          await this.#ask("PATCH", `/git/refs/heads/${inPath(this.branch)}`, { sha: commit.sha, force: false });
        } catch (error) {
          if (error.kind === "offline") unsure = true;
          else if (!lost(error)) throw error;
          if (attempt > 1) await pause(attempt);
          continue; // what is there now says what became of it
        }
        this.#replaced.add(tip.commit);
        const files = new Map(tip.files);
        for (const { name, sha } of left) sha ? files.set(name, { sha, mode: tip.files.get(name)?.mode ?? "100644" }) : files.delete(name);
        this.#tip = { commit: commit.sha, tree: commit.tree, files };
        return { versions, commit: commit.sha };
      } catch (error) {
        throw refused(error, "GitHub does not take this");
      }
    }
    if (unsure) throw new KeeperError("offline", "The connection is lost each time this is saved. It is kept here: save again when you are online; nothing is saved twice.", { unsure });
    throw new KeeperError("refused", "Others save at the same time, again and again. What you typed is kept here: save again in a minute.");
  }

  async #isAsRead(name, version, tip) {
    const there = tip.files.get(name) ?? null;
    if ((there?.sha ?? null) === version) return;
    const theirs = { name, bytes: there && (await this.#blob(there.sha)), version: there?.sha ?? null };
    const what = !there ? "was deleted" : version ? "was changed" : "was made";
    throw new KeeperError("conflict", `content/${name} ${what} on GitHub meanwhile. Nothing is overwritten: both texts are kept.`, { theirs });
  }

  async #commit(tip, changes, message) {
    const entries = changes.map(({ name, sha }) => ({ path: `content/${name}`, mode: tip.files.get(name)?.mode ?? "100644", type: "blob", sha }));
    const tree = await this.#ask("POST", "/git/trees", { base_tree: tip.tree, tree: entries });
    const commit = await this.#ask("POST", "/git/commits", { message, tree: tree.sha, parents: [tip.commit] });
    return { sha: commit.sha, tree: tree.sha };
  }

  /** What follows from another name or a removal; its program is fetched when it is asked for. */
  async plan(asked) {
    const [{ plan }, links] = await Promise.all([import("./links.js"), told("links.json")]);
    const { files } = await this.#newest();
    const read = async (name) => {
      const { sha } = files.get(name);
      return { ...decode(await this.#blob(sha)), version: sha };
    };
    return plan(asked, { published: this.#form.files.map((file) => file.name), names: [...files.keys()], links, read });
  }

  async picture(name) {
    const file = (await this.#known()).files.get(`images/${name}`);
    if (!file) return "";
    if (!this.#pictures.has(file.sha)) {
      const blob = new Blob([await this.#blob(file.sha)], { type: typeOf(name) });
      this.#pictures.set(file.sha, URL.createObjectURL(blob));
    }
    return this.#pictures.get(file.sha);
  }

  /** A photograph upright, no larger than a page needs it, and without what the camera wrote of places and people: git keeps it for ever. */
  async tidyPicture(file) {
    const jpeg = `“${file.name}” cannot be read and written as a picture here. Save it as a JPEG.`;
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new KeeperError("refused", jpeg);
    });
    const scale = Math.min(1, Math.sqrt(PIXELS / (bitmap.width * bitmap.height)));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, file.type, 0.92));
    if (blob?.type !== file.type) throw new KeeperError("refused", jpeg); // Safari writes no WebP
    return new File([blob], file.name, { type: file.type });
  }

  /** The text as GitHub shows it, which is near to how the site will. Its pictures stand in it, for it is shown in a frame without rights. */
  async preview(name, text) {
    const html = await this.#ask("POST", "/markdown", { text: parse(text).body, mode: "markdown" }, "text/html");
    const page = new DOMParser().parseFromString(html, "text/html");
    const { files } = await this.#known();
    await each([...page.images], async (image) => {
      const shown = decodeURI(image.getAttribute("src") ?? "").match(/(?:^|\/)images\/([^/?#]+)$/)?.[1];
      const file = files.get(`images/${shown}`);
      if (file) image.src = await asData(new Blob([await this.#blob(file.sha)], { type: typeOf(shown) }));
      else image.removeAttribute("src");
    });
    return page.body.innerHTML;
  }

  /** What became of what was saved last: by the branch that is live, and by what the gate has written beside the commit. */
  async news() {
    const { commit } = await this.#newest();
    const isMain = this.branch === this.#form.branch;
    if (isMain && (await this.#isLive(commit))) return { state: "live", words: "All that is saved is live.", problems: [] };
    const comments = await this.#ask("GET", `/commits/${commit}/comments?per_page=100`);
    const comment = comments.findLast((one) => ofGate(one) && !one.body.startsWith("<!-- import"));
    if (comment) return { state: "refused", words: "What was saved last could not go live. Readers see what was live before.", link: comment.html_url, problems: problemsIn(comment.body) };
    if (!isMain) return { state: "unknown", words: `It is saved on the branch “${this.branch}”. Its pull request says whether it could go live.`, link: this.pullRequest, problems: [] };
    const { committer } = await this.#once(`/git/commits/${commit}`);
    if (Date.now() - new Date(committer.date) < SOON) return { state: "working", words: "GitHub checks and publishes what was saved. That takes a few minutes.", problems: [] };
    return { state: "unknown", words: "What was saved last is not live, and GitHub has not said why.", link: `${SITE}/${this.repository}/actions`, problems: [] };
  }

  async #isLive(commit) {
    const head = await this.#head(this.#form.live);
    if (!head) return false;
    const { message } = await this.#once(`/git/commits/${head}`);
    const source = /^Source: ([0-9a-f]{40})$/m.exec(message)?.[1];
    if (!source || source === commit) return source === commit;
    try {
      return (await this.#once(`/compare/${commit}...${source}?per_page=1`)).status === "ahead";
    } catch (error) {
      if (error.kind !== "missing") throw error; // made from a commit that is on no branch any more
      return false;
    }
  }

  /** Moving in from another site; its program is fetched when it is asked for. */
  async moving() {
    return (await import("./away_import.js")).mover((...asked) => this.#ask(...asked), this.repository, this.#form.branch);
  }

  /** The newest commit of the branch, with the files below content/. */
  async #newest() {
    const commit = await this.#head(this.branch);
    if (!commit) throw new KeeperError("missing", `The repository ${this.repository} has no branch “${this.branch}” that this token can see.`);
    if (this.#tip && (commit === this.#tip.commit || this.#replaced.has(commit))) return this.#tip;
    const { tree } = await this.#once(`/git/commits/${commit}`);
    const top = await this.#ask("GET", `/git/trees/${tree.sha}`);
    const content = top.tree.find((entry) => entry.path === "content" && entry.type === "tree");
    if (!content) throw new KeeperError("missing", `There is no folder “content” in ${this.repository}, on the branch “${this.branch}”.`);
    const below = await this.#ask("GET", `/git/trees/${content.sha}?recursive=1`);
    if (below.truncated) throw new KeeperError("refused", "There are more files than GitHub lists at once. Write at your desk, or in GitHub's own editor.");
    const files = below.tree.filter((entry) => entry.type === "blob" && entry.mode.startsWith("100"));
    this.#tip = { commit, tree: tree.sha, files: new Map(files.map(({ path, sha, mode }) => [path, { sha, mode }])) };
    return this.#tip;
  }

  async #known() {
    return this.#tip ?? this.#newest();
  }

  async #head(branch) {
    try {
      return (await this.#ask("GET", `/git/ref/heads/${inPath(branch)}`)).object.sha;
    } catch (error) {
      if (error.kind !== "missing") throw error;
      return "";
    }
  }

  async #once(path) {
    if (!this.#answers.has(path)) this.#answers.set(path, await this.#ask("GET", path));
    return this.#answers.get(path);
  }

  async #blob(sha) {
    if (!this.#blobs.has(sha)) this.#blobs.set(sha, await this.#ask("GET", `/git/blobs/${sha}`, null, "application/vnd.github.raw+json"));
    return this.#blobs.get(sha);
  }

  async #ask(method, path, body = null, accept = "application/vnd.github+json") {
    if (!this.#token) throw new KeeperError("signed-out", "Sign in with a token of GitHub first.");
    const address = path === "/markdown" ? API + path : `${API}/repos/${this.repository}${path}`;
    let response;
    let answer;
    try {
      response = await fetch(address, {
        method,
        headers: { Accept: accept, Authorization: `Bearer ${this.#token}`, "X-GitHub-Api-Version": VERSION, ...(body && { "Content-Type": "application/json" }) },
        body: body && JSON.stringify(body),
        cache: "no-store", // GitHub lets browsers keep an answer for a minute, in which the branch may move
      });
      if (response.ok && accept.includes("raw")) return new Uint8Array(await response.arrayBuffer());
      answer = response.ok && accept === "text/html" ? await response.text() : response.status === 204 ? {} : await response.json();
    } catch (error) {
      if (response && response.status >= 400) answer = {}; // an error that is no JSON
      else throw new KeeperError("offline", "GitHub cannot be reached. What you typed is kept here; try again when you are online.", { cause: error });
    }
    if (response.ok) return answer;
    throw this.#failure(method, response, answer);
  }

  #failure(method, { status, headers }, { message = "" }) {
    const more = { status, said: message };
    const wait = headers.get("retry-after");
    if (status === 429 || (status === 403 && (wait || headers.get("x-ratelimit-remaining") === "0" || /rate limit/i.test(message)))) {
      const reset = headers.get("x-ratelimit-remaining") === "0" && Number(headers.get("x-ratelimit-reset")) * 1000;
      const until = new Date(wait ? Date.now() + Number(wait) * 1000 : reset || Date.now() + 60_000);
      const clock = until.toLocaleTimeString("en", { hour: "numeric", minute: "2-digit" });
      return new KeeperError("limit", `GitHub takes no more requests until ${clock}. What you typed is kept here; save again then.`, { ...more, until });
    }
    if (status === 401) return new KeeperError("signed-out", "GitHub does not know this token (any more): it has expired, or was revoked or mistyped. Make a new one and sign in; what you typed is kept here.", more);
    if (status === 403) {
      const right = method === "GET" ? "“Contents: Read-only” at least" : "“Contents: Read and write”";
      const said = /not accessible by personal access token/.test(message) ? "" : ` GitHub says: ${message}`;
      return new KeeperError("forbidden", `This token may not do that in ${this.repository}: give it the permission ${right}.${said}`, more);
    }
    if (status === 404) return new KeeperError("missing", `GitHub shows this token nothing of that kind in ${this.repository}.`, more);
    if (status >= 500) return new KeeperError("offline", `GitHub has trouble at the moment (${status}). What you typed is kept here; try again in a minute.`, more);
    return new KeeperError("refused", `GitHub says: ${message || status}`, more);
  }
}

/** Whether the branch has moved since, by someone else's save: as GitHub says it, or as its lock does. */
const lost = ({ status, said = "" }) => status === 409 || (status === 422 && /fast.?forward/i.test(said));

/** An answer for which nobody had a sentence, with one. */
function refused(error, what) {
  if (error.kind !== "refused" || !error.said) return error;
  const elsewhere = /rule|protect|pull request/i.test(error.said) ? " Sign in once more with the name of a branch of your own, and save there." : "";
  return new KeeperError("refused", `${what}. It says: ${error.said.split("\n").filter(Boolean).join(" ")}${elsewhere}`, { status: error.status });
}

/** Whether a workflow has written this comment. */
export const ofGate = ({ user }) => user?.login === GATE && user?.type === "Bot";

/** What the gate has found, from the data that its comment has for this page. */
function problemsIn(body) {
  try {
    const problems = JSON.parse(/<!-- problems: (.*?) -->/s.exec(body)[1]);
    return problems.map(({ file, line, severity, message, remedy, repairs }) => ({ path: file, line, found: message, remedy, advice: severity === "advice", repairs }));
  } catch {
    return []; // the words are there, below the link
  }
}

export function addressOf(name) {
  const [, folder, rest] = /^([^/]+)\/(.*)\.md$/.exec(name) ?? [];
  if (folder === "articles") return `/articles/${rest}/`;
  return rest === "home" ? "/" : `/${rest}/`;
}

const typeOf = (name) => TYPES[name.split(".").at(-1).toLowerCase()] ?? "application/octet-stream";

export const inPath = (name) => name.split("/").map(encodeURIComponent).join("/");

const pause = (attempt) => new Promise((done) => setTimeout(done, 100 * 2 ** attempt * (1 + Math.random())));

/** The name that git has for these bytes. */
async function hash(bytes) {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const digest = await crypto.subtle.digest("SHA-1", await new Blob([head, bytes]).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function asData(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}

export const inBase64 = async (bytes) => (await asData(new Blob([bytes]))).split(",")[1] ?? "";

/** Something done with each of many, a few at a time. */
async function each(things, does) {
  const done = new Array(things.length);
  let next = 0;
  const worker = async () => {
    while (next < things.length) {
      const at = next++;
      done[at] = await does(things[at]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

function stored(storage) {
  try {
    return globalThis[storage].getItem(TOKEN);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function store(storage, words) {
  try {
    globalThis[storage].setItem(TOKEN, words);
  } catch {
    // then it is known as long as the page is open
  }
}

function forget() {
  for (const storage of ["sessionStorage", "localStorage"]) {
    try {
      globalThis[storage].removeItem(TOKEN);
    } catch {
      // nothing was kept
    }
  }
}
