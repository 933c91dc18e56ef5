// Mark the part being read: the last that begins above a line, which glides down with the last screenful.
const parts = [...document.querySelectorAll("[data-module=contents] a")];
const mark = () => {
  const line = Math.max(innerHeight / 5, innerHeight * 2 + scrollY - document.documentElement.scrollHeight);
  const above = ({ hash }) => document.getElementById(decodeURI(hash.slice(1))).getBoundingClientRect().top < line;
  const current = parts.filter(above).pop();
  for (const part of parts) part.ariaCurrent = part === current || null;
};

addEventListener("scroll", mark);
mark();
