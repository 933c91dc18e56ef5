/*
 * Moving in by way of GitHub. The export goes there as a blob that no commit has, so that no branch and no history ever
 * holds it; the workflow Import reads it, and answers with a branch and a comment beside its commit.
 */

import { inBase64, inPath, ofGate, SITE } from "./github.js";
import { KeeperError } from "./source.js";

const LARGEST = 25_000_000; // bytes; GitHub names no limit for what is sent to it, but others report that 22 MB arrive and 40 do not
const EVERY = 5000; // ms between two questions whether the answer is there
const PATIENCE = 20 * 60 * 1000; // ms for a run, which waits for a machine first
const NOT_YET = ["missing", "offline", "limit"]; // an iPad that slept is offline for a moment

export const mover = async (ask, repository, main) => {
  const at = `${SITE}/${repository}`;
  let sent = null; // of the file that was looked at, what the workflow is told
  let last = null; // its answer

  const asksPrivate = async () => {
    if (!(await ask("GET", "")).private)
      throw new KeeperError("refused", `The repository ${repository} is public, and the file of an old site is not for everyone: it may hold drafts and readers' addresses. Make the repository private first, or let somebody with a computer bring the file in there; docs/moving-in.md says how.`);
  };

  const blob = async (file) => (await ask("POST", "/git/blobs", { content: await inBase64(file), encoding: "base64" })).sha;

  const answerOn = async (branch) => {
    const { sha } = (await ask("GET", `/git/ref/heads/${branch}`)).object;
    const comments = await ask("GET", `/commits/${sha}/comments`, null, "application/vnd.github.full+json");
    const comment = comments.find((one) => ofGate(one) && one.body.startsWith("<!-- import: "));
    if (!comment) return undefined;
    // Made where packages run: of what it says, nothing names a branch or an address.
    const { count, topics, refused } = JSON.parse(/^<!-- import: (.*) -->/.exec(comment.body)[1]);
    return { branch, report: comment.body_html, count, topics, refused };
  };

  // What waits on a branch is taken away only where this page has just had it made.
  const takeAway = ({ branch }) => ask("DELETE", `/git/refs/heads/${branch}`).catch(() => {});

  const run = async (topics, say) => {
    const branch = `moving-in-${Math.random().toString(36).slice(2, 8)}`;
    const link = { href: `${at}/actions/workflows/import.yml`, words: "See how far it is" };
    await ask("POST", "/dispatches", { event_type: "import", client_payload: { ...sent, topics, branch } });
    say("GitHub reads the file, which takes two or three minutes. Leave this page open.", link);
    for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
      await new Promise((done) => setTimeout(done, EVERY));
      const answer = await answerOn(branch).catch((error) => {
        if (!NOT_YET.includes(error.kind)) throw error;
      });
      if (!answer) continue;
      if (!answer.count) await takeAway(answer);
      if (answer.refused) throw new KeeperError("refused", answer.refused);
      return answer;
    }
    throw new KeeperError("refused", "GitHub has not answered. There, Actions → Import says what became of it; if nothing runs there, the repository is without the workflow Import, or its Actions are switched off.");
  };

  await asksPrivate();
  return {
    intro: "Your articles and pages come here with their dates, topics and old addresses. The file goes into your private repository on GitHub, where it is read; first you see what would come, and readers see nothing of it until you merge it there.",
    pictures: true,
    largest: LARGEST,
    tooLarge: "The file and the pictures have more than 25 MB together, which is too much to send from here. Leave the pictures out and add them later, export the site in parts, or let somebody with a computer bring it in: docs/moving-in.md says how.",

    async look({ files, pictures }, say) {
      if (files.length > 1) throw new KeeperError("refused", "This is a folder. Choose the one file that you have downloaded, or the folder as a zip: hold it in Files, and tap Compress.");
      if (pictures.length > 1 || (pictures[0] && !/\.zip$/i.test(pictures[0].name))) throw new KeeperError("refused", "Give the pictures as one zip: hold their folder in Files, and tap Compress.");
      await asksPrivate();
      say("The file is sent to GitHub.");
      sent = { name: files[0].name.slice(-100), export: await blob(files[0].file), pictures: pictures.length ? await blob(pictures[0].file) : "" };
      last = await run("", say);
      return last;
    },

    async bring(_, { topics, otherwise }, say) {
      const { categories, otherwise: proposed } = last.topics ?? { categories: [], otherwise };
      if (otherwise !== proposed || categories.some(({ name, topic }) => topics[name] !== topic)) {
        const before = last;
        last = await run(JSON.stringify({ topics, otherwise }), say);
        await takeAway(before);
      }
      return {
        ...last,
        said: `All of it waits on the branch ${last.branch}. To put right first what is left for you, sign out here and sign in with this branch; merged on GitHub, it is among your texts.`,
        link: { href: `${at}/compare/${inPath(main)}...${last.branch}?expand=1`, words: "Look at it on GitHub, and merge it" },
      };
    },
  };
};
