// Copy the address of an article; the button appears only where copying works.
const { copied, refused } = words["copy-link"];

for (const place of document.querySelectorAll("[data-module=copy-link]")) {
  const button = place.querySelector("button");
  const status = place.querySelector("[role=status]");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(place.dataset.address);
      status.textContent = copied;
    } catch {
      status.textContent = refused.replace("{address}", place.dataset.address);
    }
  });
}
