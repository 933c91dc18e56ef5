// On a thanks page: forget the draft of the form that led here, if it had been sent.
try {
  const kind = location.pathname.includes("/newsletter/") ? "newsletter" : "contact";
  const draft = JSON.parse(sessionStorage.getItem(`form:${kind}`));
  if (draft?.sent) sessionStorage.removeItem(`form:${kind}`);
} catch {}
