// Keep the answers of the preparation sheet in this tab, let them be printed and cleared. Nothing is sent.
const { sure, cleared } = words["preparation-sheet"];
const KEY = "preparation-sheet";

for (const sheet of document.querySelectorAll("[data-module=preparation-sheet]")) {
  const answers = [...sheet.querySelectorAll("textarea")];
  const actions = sheet.querySelector(".sheet__actions");
  const status = sheet.querySelector("[role=status]");

  // Storage may be blocked: the sheet then works until the page is left.
  const remember = () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(answers.map((answer) => answer.value)));
    } catch {}
  };
  const recall = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  };
  const fit = (answer) => {
    answer.style.blockSize = "auto";
    answer.style.blockSize = `${answer.scrollHeight + 2}px`;
  };

  recall().forEach((text, position) => {
    if (answers[position]) answers[position].value = text;
  });
  answers.forEach(fit);
  actions.hidden = false;

  sheet.addEventListener("input", (event) => {
    fit(event.target);
    remember();
    status.textContent = "";
  });
  sheet.querySelector("[data-action=print]").addEventListener("click", () => print());
  sheet.querySelector("[data-action=clear]").addEventListener("click", () => {
    if (!answers.some((answer) => answer.value) || confirm(sure)) {
      answers.forEach((answer) => {
        answer.value = "";
        fit(answer);
      });
      remember();
      status.textContent = cleared;
      answers[0].focus();
    }
  });
}
