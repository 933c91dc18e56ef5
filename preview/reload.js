// In the preview only: reload after a build, and show what is wrong over the last good page, and advice on request.
let version;
const overlay = document.createElement("div");
const advice = document.createElement("details");
const paper = {
  position: "fixed",
  zIndex: 2147483647,
  maxBlockSize: "60vh",
  overflow: "auto",
  background: "#fffaf1",
  color: "#26221d",
  boxShadow: "0 -8px 40px rgb(0 0 0 / 25%)",
  font: "1rem/1.5 system-ui, sans-serif",
  whiteSpace: "pre-wrap",
};
Object.assign(overlay.style, paper, {
  inset: "auto 0 0 0",
  padding: "1.25rem clamp(1rem, 4vw, 3rem)",
  borderBlockStart: "4px solid #a9531b",
});
Object.assign(advice.style, paper, { inset: "auto 1rem 1rem auto", padding: "0.5rem 1rem", maxInlineSize: "40rem" });
overlay.setAttribute("role", "alert");

new EventSource("/__preview/events").addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  version ??= state.version;
  if (state.version !== version) return location.reload();
  overlay.textContent = state.problems;
  if (state.problems) document.body.append(overlay);
  else overlay.remove();
  const summary = document.createElement("summary");
  summary.textContent = "Advice";
  advice.replaceChildren(summary, state.advice);
  if (state.advice) document.body.append(advice);
  else advice.remove();
});
