// What follows from a rename or a removal, shown before it is done; loaded when it is asked for.

import { ask, fail } from "./dialogs.js";
import { element, one } from "./element.js";
import { fileName } from "./source.js";

const shownPlan = ({ shown, sentences }) => {
  const byName = new Map();
  for (const change of shown) byName.set(change.name, [...(byName.get(change.name) ?? []), change]);
  return [
    ...sentences.map((words) => element("p", {}, words)),
    ...[...byName].map(([name, changes]) =>
      element("section", { className: "change" }, element("h3", {}, name), ...changes.map(({ line, old, new: written }) =>
        element("p", { className: "change__line" }, element("span", { className: "change__number" }, line ? `line ${line}` : ""), ...(old ? [element("del", {}, old)] : []), ...(written ? [element("ins", {}, written)] : []))))),
    ...(shown.length || sentences.length ? [] : [element("p", {}, "Nothing else changes.")]),
  ];
};

// Show what follows, then do it; `plan` gives it for what the form says, `run` does it.
const askPlan = ({ title, asked, action, plan, run }) => {
  const dialog = one("plan-dialog");
  const form = dialog.querySelector("form");
  const yes = form.querySelector(".ways .button");
  const planned = dialog.querySelector("[data-plan]");
  one("plan-title").textContent = title;
  dialog.querySelector("[data-ask]").replaceChildren(...asked);
  const again = () => {
    planned.replaceChildren();
    fail(dialog);
    wanted = null;
    yes.textContent = "See what changes";
  };
  let wanted = null;
  again();
  form.oninput = again;
  return ask(dialog, async () => {
    fail(dialog);
    try {
      if (wanted) return (await run(wanted)) ?? true;
      wanted = await plan(form);
      if (!wanted) return;
      planned.replaceChildren(...shownPlan(wanted));
      yes.textContent = action;
    } catch (error) {
      wanted = null;
      yes.textContent = "See what changes";
      fail(dialog, error.message);
    }
  }, form.querySelector("[data-ask] input, [data-ask] select") ?? yes);
};

export const askRename = (name, title, keeper, run) => {
  const [, before, old] = name.match(/^(.*\/)([^/]*)\.md$/);
  const input = element("input", { name: "to", value: old, required: true, maxLength: 80, autocomplete: "off", spellcheck: false });
  const hint = element("p", { className: "hint" }, "The name is the address that readers see. What leads here now leads to the new one, and the old address forwards to it.");
  const proposed = fileName(title);
  const propose = element("button", { type: "button", className: "plain", onclick: () => ((input.value = proposed), input.dispatchEvent(new Event("input", { bubbles: true })), input.focus()) }, `Use “${proposed}”`);
  return askPlan({
    title: `Rename “${title}”`,
    asked: [element("label", {}, "New name ", input), ...(proposed && proposed !== old ? [propose] : []), hint],
    action: "Rename it and change these lines",
    plan: async () => {
      const wanted = fileName(input.value);
      if (!wanted) throw new Error("Give it a name with letters in it.");
      input.value = wanted;
      if (wanted === old) throw new Error("This is its name already.");
      return { ...(await keeper.plan({ rename: name, to: `${before}${wanted}.md` })), to: `${before}${wanted}.md` };
    },
    run,
  });
};

export const askRemoval = (name, title, { files }, keeper, run) => {
  const folder = name.split("/")[0];
  const instead = element("select", { name: "instead" }, new Option("Nothing", ""), ...files.filter((file) => file.name !== name && file.name.startsWith(`${folder}/`)).map((file) => new Option(file.title || file.name, file.name)));
  const gone = element("input", { type: "checkbox", name: "gone" });
  return askPlan({
    title: `Delete “${title}”`,
    asked: [
      element("label", {}, "What takes over for its readers? ", instead),
      element("label", { className: "tick" }, gone, " If nothing does: tell readers who follow its address that it is gone for good"),
    ],
    action: "Delete it and change these lines",
    plan: () => keeper.plan({ remove: name, instead: instead.value, gone: gone.checked && !instead.value }),
    run,
  });
};
