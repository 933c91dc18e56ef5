// The header as a form, made from what form.json says of its fields. A value that a control cannot show is shown as it is
// written, in a line of text.

import { element } from "./element.js";

const DAY = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/;
const SEEN_FIRST = ["title", "summary", "category", "date", "status"];

const items = (words) => words.split(",").map((item) => item.trim()).filter(Boolean);

// A control: its elements, `value` to read and `show` to set; tells of each change.
const controls = {
  line: (field, tell) => {
    const area = element("textarea", { rows: 1, spellcheck: true, placeholder: SEEN_FIRST.includes(field.name) ? field.help : "", maxLength: field.longest || 250, oninput: () => tell() });
    const grown = element("div", { className: "grown" }, area);
    const grow = () => (grown.dataset.words = area.value);
    area.addEventListener("input", () => {
      if (/\n/.test(area.value)) area.value = area.value.replace(/\s*\n\s*/g, " ");
      grow();
    });
    area.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && event.preventDefault());
    return { parts: [grown], control: area, value: () => area.value.trim(), show: (words) => ((area.value = words), grow()) };
  },
  plain: (field, tell) => {
    const input = element("input", { type: "text", spellcheck: false, autocapitalize: "off", maxLength: field.longest || 250, oninput: () => tell() });
    return { parts: [input], control: input, value: () => input.value.trim(), show: (words) => (input.value = words) };
  },
  secret: (field, tell) => {
    const made = controls.plain(field, tell);
    const make = () => {
      made.show([...crypto.getRandomValues(new Uint8Array(20))].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join(""));
      tell();
    };
    return { ...made, parts: [element("span", { className: "side" }, ...made.parts, element("button", { type: "button", className: "plain", onclick: make }, "Make one"))] };
  },
  datetime: (field, tell) => {
    const day = element("input", { type: "date", onchange: () => tell() });
    const time = element("input", { type: "time", "aria-label": "Time", onchange: () => tell() });
    return {
      parts: [element("span", { className: "side" }, day, time)],
      control: day,
      can: (words) => !words || DAY.test(words),
      value: () => (day.value && time.value ? `${day.value} ${time.value}` : day.value),
      show: (words) => ([, day.value = "", time.value = ""] = words.match(DAY) ?? []),
    };
  },
  date: (field, tell) => {
    const day = element("input", { type: "date", onchange: () => tell() });
    return { parts: [day], control: day, can: (words) => !words || /^\d{4}-\d{2}-\d{2}$/.test(words), value: () => day.value, show: (words) => (day.value = words) };
  },
  topic: (field, tell, { topics }) => {
    const select = element("select", { onchange: () => tell() });
    return {
      parts: [select],
      control: select,
      value: () => select.value,
      show: (words) => {
        select.replaceChildren(...(topics.includes(words) ? [] : [new Option(words ? `“${words}” (no topic)` : "Choose …", words)]), ...topics.map((topic) => new Option(topic)));
        select.value = words;
      },
    };
  },
  choice: (field, tell, { invitations }) => {
    let order = [];
    const ticks = invitations.map((name) => element("input", { type: "checkbox", value: name, onchange: (event) => {
      order = event.target.checked ? [...order, name] : order.filter((item) => item !== name);
      tell();
    } }));
    return {
      parts: [element("span", { className: "side" }, ...ticks.map((tick) => element("label", { className: "tick" }, tick, ` ${tick.value}`)))],
      group: true,
      can: (words) => items(words).every((item) => invitations.includes(item)),
      value: () => order.join(", "),
      show: (words) => {
        order = items(words);
        for (const tick of ticks) tick.checked = order.includes(tick.value);
      },
    };
  },
  status: (field, tell, { statuses }) => {
    let other = ""; // what stands there instead, which means the same as nothing
    const tick = element("input", { type: "checkbox", role: "switch", onchange: () => tell() });
    return {
      parts: [element("label", { className: "tick" }, tick, " Draft – not on the site")],
      control: tick,
      own: true,
      can: (words) => !words || statuses.includes(words),
      value: () => (tick.checked ? "draft" : other),
      show: (words) => {
        tick.checked = words === "draft";
        if (words && !tick.checked) other = words;
      },
    };
  },
  picture: (field, tell, { pictures }, { picture, choose }) => {
    const shown = element("img", { alt: "", hidden: true, className: "thumbnail" });
    const select = element("select", { onchange: () => (look(), tell()) });
    const look = async () => {
      const wanted = select.value;
      shown.hidden = true;
      if (!wanted) return;
      try {
        const address = await picture(wanted);
        if (address && select.value === wanted) ((shown.src = address), (shown.hidden = false));
      } catch {
        // a picture that cannot be shown is still named
      }
    };
    return {
      parts: [element("span", { className: "side" }, select, element("button", { type: "button", className: "plain", onclick: choose }, "Another photograph …")), shown],
      control: select,
      value: () => select.value,
      show: (words) => {
        if (select.value === words && select.options.length) return;
        select.replaceChildren(new Option("None", ""), ...[...new Set([...pictures, ...(words ? [words] : [])])].map((name) => new Option(name)));
        select.value = words;
        look();
      },
    };
  },
};
const KINDS = { text: "line", month: "plain", list: "plain" };

// Build the form into its place; `changed(name, value)` is told what she changes, `repairs` makes the buttons of a problem.
export const headerForm = (place, fields, data, { changed, picture, choose, note }) => {
  const made = new Map();
  const more = element("details", { className: "more" }, element("summary", {}, "More"));
  const block = element("div", { className: "more__fields" });
  more.append(block);
  const first = element("div", { className: "header__first" });
  place.replaceChildren(first, more);
  const ordered = [...fields].sort((a, b) => (SEEN_FIRST.indexOf(a.name) + 1 || 99) - (SEEN_FIRST.indexOf(b.name) + 1 || 99));
  for (const field of ordered) {
    const id = `field-${field.name}`;
    const tell = () => changed(field.name, current().value());
    const usual = (controls[KINDS[field.kind] ?? field.kind] ?? controls.plain)(field, tell, data, { picture, choose });
    const raw = usual.can ? controls.plain(field, tell) : null;
    let odd = false;
    const current = () => (odd ? raw : usual);
    const isFirst = SEEN_FIRST.includes(field.name) || field.required;
    const hint = element("span", { className: isFirst ? "unseen" : "hint", id: `${id}-hint` }, field.help ?? "");
    const said = element("ul", { className: "notes notes--field", id: `${id}-notes` });
    const parts = element("span", { className: "parts" }, ...usual.parts);
    const name = element(usual.group ? "legend" : "label", { className: "label" }, field.label);
    const row = element(usual.group ? "fieldset" : "div", { className: `field field--${field.name}` }, ...(usual.own ? [] : [name]), parts, hint, said);
    for (const control of [usual.control, raw?.control].filter(Boolean)) {
      control.id = control === usual.control ? id : `${id}-raw`;
      control.required = field.required && !usual.own;
      control.setAttribute("aria-describedby", `${hint.id} ${said.id}`);
    }
    if (raw && !usual.control) raw.control.setAttribute("aria-label", field.label);
    (isFirst ? first : block).append(row);
    made.set(field.name, {
      show: (words) => {
        const isOdd = Boolean(usual.can && !usual.can(words));
        if (isOdd !== odd) parts.replaceChildren(...(isOdd ? raw : usual).parts);
        odd = isOdd;
        if (!usual.group) name.htmlFor = current().control.id;
        if (current().value() !== words || !words) current().show(words);
      },
      say: (problems) => {
        said.replaceChildren(...problems.map((problem) => note(problem)));
        const control = current().control;
        const wrong = problems.some((problem) => !problem.advice);
        if (control) wrong ? control.setAttribute("aria-invalid", "true") : control.removeAttribute("aria-invalid");
        if (problems.length && block.contains(row)) more.open = true;
      },
      focus: () => (current().control ?? row.querySelector("input"))?.focus(),
    });
  }
  more.hidden = !block.children.length;
  return {
    show: (header) => {
      const values = new Map(header.fields.map((field) => [field.name, field.value]));
      for (const [name, control] of made) control.show(values.get(name) ?? "");
      if (!more.hidden) {
        const set = [...made.keys()].filter((name) => !SEEN_FIRST.includes(name) && values.get(name));
        more.firstChild.textContent = set.length ? `More: ${fields.filter((field) => set.includes(field.name)).map((field) => field.label).join(", ")}` : "More";
      }
    },
    // Show each problem of the header at its field; gives those that belong to none.
    say: (problems, header) => {
      const at = new Map([...made.keys()].map((name) => [name, []]));
      const rest = [];
      for (const problem of problems) {
        const missing = fields.find((field) => !header.fields.some((there) => there.name === field.name) && new RegExp(`\\b${field.label.replace(/\W/g, ".")}\\b`, "i").test(problem.found));
        const field = missing ?? fields.find((one) => one.name === problem.field) ?? header.fields.find((there) => there.line <= problem.line && problem.line <= (there.lastLine ?? there.line));
        (at.get(field?.name) ?? rest).push(problem);
      }
      for (const [name, found] of at) made.get(name).say(found);
      return rest;
    },
    focus: (name) => made.get(name)?.focus(),
  };
};

// What will become of an article with this header, in words.
export const prospect = (header, { timezone }, state) => {
  const value = (name) => header.fields.find((field) => field.name === name)?.value ?? "";
  if (value("status") === "draft") return "A draft. Readers do not see it until you take this mark away.";
  const [, day, time] = value("date").match(DAY) ?? [];
  if (!day) return "";
  const here = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone || undefined, dateStyle: "short", timeStyle: "short" }).format(new Date());
  const shown = new Intl.DateTimeFormat("en", { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${day}T12:00Z`));
  if (`${day} ${time ?? "00:00"}` > here) return `Goes live on ${shown}${time ? ` at ${time}` : ""}.`;
  return state === "live" ? `Live, dated ${shown}.` : `Goes live with the next publish, dated ${shown}.`;
};
