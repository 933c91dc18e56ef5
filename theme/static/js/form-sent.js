// On a thanks page: forget the draft of the form that led here, if it had been sent. The page for a message
// that was not sent has this script too, and must leave the draft alone. What a provider adds to the address is not kept.
if (location.search) history.replaceState(null, "", location.pathname);
try {
  const kind = location.pathname.match(/\/(contact|newsletter)\/thanks\//)?.[1];
  const draft = JSON.parse(sessionStorage.getItem(`form:${kind}`));
  if (draft?.sent) sessionStorage.removeItem(`form:${kind}`);
} catch {}
