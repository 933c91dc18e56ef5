// In the preview only: reload after a build, and show what is wrong over the last good page.
let version;
const overlay = document.createElement("div");
Object.assign(overlay.style, {
  position: "fixed",
  inset: "auto 0 0 0",
  zIndex: 2147483647,
  maxBlockSize: "60vh",
  overflow: "auto",
  padding: "1.25rem clamp(1rem, 4vw, 3rem)",
  borderBlockStart: "4px solid #a9531b",
  background: "#fffaf1",
  color: "#26221d",
  boxShadow: "0 -8px 40px rgb(0 0 0 / 25%)",
  font: "1rem/1.5 system-ui, sans-serif",
  whiteSpace: "pre-wrap",
});
overlay.setAttribute("role", "alert");

new EventSource("/__preview/events").addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  version ??= state.version;
  if (state.version !== version) return location.reload();
  overlay.textContent = state.problems;
  if (state.problems) document.body.append(overlay);
  else overlay.remove();
});
