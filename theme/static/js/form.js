// The contact and newsletter forms. Without this script they are plain posts; with it, nothing typed is lost:
// a draft is kept in the tab, mistakes are named, and "sent" is only said when the provider proved it.
const said = words.form;
const STILL = 8000; // ms until "Still sending…"
const LIMIT = 20000; // ms until the answer is no longer waited for
const REARM = 10000; // ms after which a plain post may be repeated

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// Storage may be blocked; the form then works without a draft.
const store = {
  read: (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {} // undefined: unknown; null: nothing is kept
  },
  write: (key, value) => {
    try {
      if (value) sessionStorage.setItem(key, JSON.stringify(value));
      else sessionStorage.removeItem(key);
    } catch {}
  },
};

// What stands in JSON at a key like data.done; undefined where nothing does.
const at = (json, key) => key.split(".").reduce((found, part) => found?.[part], json);
const wait = (seconds) => {
  if (!(seconds > 0)) return said.wait;
  const [forms, n] = seconds < 100 ? [said.wait_seconds, Math.ceil(seconds)] : [said.wait_minutes, Math.ceil(seconds / 60)];
  return fill(plural(forms, n), { n });
};

for (const form of document.querySelectorAll("[data-module=form]")) {
  const provider = JSON.parse(form.dataset.provider);
  const key = `form:${provider.kind}`;
  const saidOf = (outcome) => said[`${provider.kind}_${outcome}`];
  const names = provider.fields;
  const fields = [...form.querySelectorAll("[data-missing]")];
  const button = form.querySelector("[type=submit]");
  const status = form.querySelector("[role=status]");
  const trap = form.querySelector(".form__trap input");
  const pageTitle = document.title;
  let draft = store.read(key) ?? {};
  let sending = false;
  let plain = false;
  let timers = [];

  const read = () => Object.fromEntries(fields.map((field) => [field.id, field.type === "checkbox" ? field.checked : field.value]));
  const keep = () => {
    const values = read();
    draft = Object.values(values).some(Boolean) ? { ...draft, values } : {}; // emptied by hand: what follows is a new message
    store.write(key, draft.values && draft);
  };
  const say = (sentence) => {
    status.textContent = sentence;
  };
  const removeAll = (selector) => form.querySelectorAll(selector).forEach((found) => found.remove());

  const forget = () => {
    draft = {};
    store.write(key, null);
    form.reset();
    clearErrors();
  };

  // One number a composition, the same on every retry, so that a message that arrives twice is seen to be one.
  const refer = () => {
    if (!names.reference) return;
    draft.reference ??= [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const input = form.elements[names.reference] ?? form.appendChild(element("input", { type: "hidden", name: names.reference }));
    input.value = draft.reference;
    keep();
  };

  // What is typed while it is sent would not be in it, and would go with the form.
  const lock = (on) => fields.forEach((field) => (field.readOnly = on));
  const busy = () => {
    sending = true;
    lock(true);
    button.setAttribute("aria-disabled", "true");
    say(said.sending);
  };
  const ready = () => {
    sending = false;
    lock(false);
    timers.forEach(clearTimeout);
    timers = [];
    button.removeAttribute("aria-disabled");
    say("");
  };

  // Mistakes, in the manner of the GOV.UK error summary and error message.
  const clearErrors = () => {
    document.title = pageTitle;
    if (document.activeElement?.closest(".error-summary, .form__outcome")) button.focus(); // it goes, the focus must not
    removeAll(".form__error, .error-summary, .form__outcome");
    for (const field of fields) {
      field.removeAttribute("aria-invalid");
      const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${field.id}-error`);
      if (others.length) field.setAttribute("aria-describedby", others.join(" "));
      else field.removeAttribute("aria-describedby");
    }
  };
  const mistakes = () =>
    fields.flatMap((field) => {
      if (field.type === "checkbox" ? !field.checked : !field.value.trim()) return [[field, field.dataset.missing]];
      return field.type === "email" && (field.validity.typeMismatch || !/@.+\../.test(field.value)) ? [[field, field.dataset.wrong]] : [];
    });
  const showErrors = (found, ...more) => {
    clearErrors();
    const list = element("ul");
    for (const [field, words] of found) {
      const id = `${field.id}-error`;
      const link = element("a", { href: `#${field.id}`, textContent: words });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        form.querySelector(`label[for="${field.id}"]`).scrollIntoView();
        field.focus({ preventScroll: true });
      });
      list.append(element("li", {}, link));
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
      const prefix = element("span", { className: "visually-hidden", textContent: said.error });
      (field.closest(".form__row") ?? field).before(element("p", { className: "form__error", id }, prefix, words));
    }
    const alert = element("div", {}, element("h2", { textContent: said.problem }), list);
    alert.setAttribute("role", "alert");
    const summary = element("div", { className: "error-summary", tabIndex: -1 }, alert, ...more);
    form.prepend(summary);
    document.title = fill(said.error_title, { title: pageTitle });
    summary.focus();
  };

  // Every way of not knowing that it was sent leaves the text and offers four ways on.
  const ways = () => {
    const article = form.elements[names.article];
    const values = fields.map((field) => (field.type === "checkbox" ? "" : field.value));
    const typed = [...values, article?.checked && article.value].filter(Boolean).join("\n\n");
    const text = typed.toWellFormed?.() ?? typed; // half an emoji, cut by maxlength, has no address
    const mail = `mailto:${form.dataset.reach}?subject=${encodeURIComponent(pageTitle)}`;
    const written = encodeURIComponent(text.replaceAll("\n", "\r\n"));
    const again = element("button", { className: "button", type: "button", textContent: said.try_again, onclick: () => form.requestSubmit() });
    const asPage = element("button", { className: "button button--quiet", type: "button", textContent: said.on_their_page });
    asPage.addEventListener("click", () => {
      plain = true;
      form.requestSubmit();
    });
    const copy = element("button", { className: "button button--quiet", type: "button", textContent: said.copy_text });
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        say(said.copied);
      } catch {
        say(said.copying_refused);
      }
    });
    const email =
      written.length <= 1800
        ? element("a", { href: `${mail}&body=${written}`, textContent: said.send_by_email })
        : element("a", { href: mail, textContent: said.paste_into_email });
    return element("p", { className: "form__ways" }, again, asPage, email, copy);
  };
  const show = ([heading, words]) => {
    clearErrors();
    const title = element("h3", { textContent: heading, tabIndex: -1 });
    status.before(element("div", { className: "form__outcome" }, title, element("p", { textContent: words }), ways()));
    title.focus();
    return title;
  };

  const confirm = (json) => {
    forget();
    const [heading, words] = provider.confirm && at(json, provider.confirm) ? said.confirm_sent : saidOf("sent");
    const title = element("h2", { textContent: heading, tabIndex: -1 });
    form.replaceWith(element("div", { className: "form__outcome form__outcome--sent" }, title, element("p", { textContent: words })));
    title.focus();
  };

  // What the provider's answer proves.
  const proves = (json) => {
    const { key, is, absent } = provider.success;
    if (json?.constructor !== Object || absent.some((other) => other in json)) return false;
    return !key || (is === "true" ? at(json, key) === true : typeof at(json, key) === is);
  };
  const fieldErrors = (json) => {
    const list = provider.errors && json?.[provider.errors.list];
    if (!Array.isArray(list) || !list.length) return [];
    const found = list.map((error) => fields.find((field) => field.name && field.name === error?.[provider.errors.field]));
    return found.every(Boolean) ? found.map((field) => [field, field.dataset.wrong ?? field.dataset.missing]) : [];
  };
  const judge = async (response) => {
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {}
    if (response.ok && proves(json)) return confirm(json);
    if (response.status === 429) {
      const [heading, words] = saidOf("too_many");
      return show([heading, fill(words, { wait: wait(Number(response.headers.get("Retry-After"))) })]);
    }
    const wrong = fieldErrors(json);
    if (wrong.length) return showErrors(wrong, ways()); // a provider can be wrong about an address
    const refused = (response.status >= 400 && response.status < 500) || json?.error || json?.errors || json?.success === false;
    return show(saidOf(refused ? "refused" : "unsure"));
  };

  const body = () => {
    const data = new FormData(form);
    for (const name of provider.drop ?? []) data.delete(name);
    if (provider.body === "urlencoded") return new URLSearchParams(data);
    if (provider.body !== "json") return data;
    const json = { ...provider.add };
    for (const [name, value] of data) {
      const [first, second] = name.split("."); // _email.subject is { _email: { subject } }
      if (second) json[first] = { ...json[first], [second]: value };
      else json[name] = value;
    }
    return JSON.stringify(json);
  };

  const send = async () => {
    busy();
    timers.push(setTimeout(() => say(said.still_sending), STILL));
    try {
      const signal = AbortSignal.timeout?.(LIMIT);
      const response = await fetch(provider.action ?? form.action, { method: "POST", headers: provider.headers, body: body(), signal, referrerPolicy: "strict-origin-when-cross-origin" });
      await judge(response);
      ready();
    } catch {
      ready();
      show(saidOf("unsure"));
    }
  };

  form.addEventListener("submit", (event) => {
    const asPage = plain;
    plain = false;
    if (sending) return event.preventDefault();
    for (const field of fields) if (field.type !== "checkbox") field.value = field.value.trim();
    const found = mistakes();
    if (found.length) {
      event.preventDefault();
      return showErrors(found);
    }
    clearErrors();
    // Browsers fill it for people too, and the provider would drop the message without a word.
    if (trap) Object.assign(trap, { value: trap.type === "checkbox" ? trap.value : "", checked: false });
    refer();
    if (!navigator.onLine && !asPage) {
      event.preventDefault();
      const title = show(said.offline);
      const back = () => {
        [title.textContent, title.nextSibling.textContent] = saidOf("online");
        if (title.isConnected) say(said.online);
      };
      return addEventListener("online", back, { once: true });
    }
    if (provider.success && !asPage) {
      event.preventDefault();
      return send();
    }
    draft.sent = true;
    keep();
    busy();
    timers.push(setTimeout(ready, REARM));
  });
  form.addEventListener("input", () => {
    delete draft.sent;
    keep();
  });
  // Back from the provider's page; where our thanks page was between, what is written next is a new message.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    ready();
    if (store.read(key) === null) draft = {};
  });

  form.noValidate = true;
  if (draft.values && Object.values(draft.values).some(Boolean)) {
    for (const field of fields) {
      if (field.type === "checkbox") field.checked = draft.values[field.id] ?? false;
      else field.value ||= draft.values[field.id] ?? "";
    }
    const clear = element("button", { className: "button button--quiet", type: "button", textContent: said.clear });
    const note = element("p", { className: "form__draft" }, `${said.kept} `, clear);
    clear.addEventListener("click", () => {
      forget();
      note.remove();
      say(said.cleared);
      fields[0].focus();
    });
    button.closest("p, div").after(note);
    setTimeout(() => sending || say(said.restored), 500); // a region is heard when it changes after the page is read
  }
}
