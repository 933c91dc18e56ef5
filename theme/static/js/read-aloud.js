// Read an article aloud by a voice of the device itself, which nobody else hears of. After a pause the passage begins again:
// not every device goes on amid one.
{
  const said = words["read-aloud"];
  const speech = globalThis.speechSynthesis;
  const button = (onclick) => Object.assign(document.createElement("button"), { type: "button", className: "read-aloud", onclick });
  let voice, part;
  let at = 0;

  const hush = () => {
    part = null;
    speech.cancel();
    show();
  };
  const end = () => {
    at = 0;
    hush();
  };
  const toggle = button(() => (part ? hush() : speak()));
  const stop = button(() => {
    end();
    toggle.focus();
  });
  const show = () => {
    toggle.textContent = part ? said.pause : at ? said.resume : said.listen;
    stop.textContent = said.stop;
    stop.hidden = !part && !at;
  };
  const speak = () => {
    const all = document.querySelectorAll(".article :is(h1, .article__summary, .prose :is(h2, h3, p, li))");
    const passage = [...all].filter((one) => !one.closest("table, .footnote") && !one.querySelector("p"))[at];
    if (!passage) return end();
    const copy = passage.cloneNode(true);
    copy.querySelectorAll("sup, ul, ol").forEach((one) => one.remove());
    const mine = (part = Object.assign(new SpeechSynthesisUtterance(copy.textContent), { voice }));
    mine.onerror = () => part === mine && hush();
    mine.onend = () => part === mine && (at++, speak());
    speech.speak(mine);
    show();
  };

  const offer = () => {
    const tag = document.documentElement.lang;
    const own = speech.getVoices().filter(({ localService, lang }) => localService && lang.slice(0, 2) === tag.slice(0, 2));
    voice = own.find(({ lang }) => lang.replace("_", "-") === tag) ?? own[0];
    if (!voice || toggle.isConnected) return;
    show();
    document.querySelector("[data-module=read-aloud]").append(toggle, stop);
    addEventListener("pagehide", end);
  };
  if (speech) {
    speech.onvoiceschanged = offer;
    offer();
  }
}
