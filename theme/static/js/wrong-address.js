// Propose what the wrong address ended in as words to search for.
try {
  const [wanted] = decodeURIComponent(location.pathname).match(/[^/]+(?=\/*$)/);
  document.querySelector("[data-module=wrong-address] input").value ||= wanted.replace(/\.\w+$/, "").match(/[\p{L}\p{N}]+/gu).join(" ");
} catch {} // there are none
