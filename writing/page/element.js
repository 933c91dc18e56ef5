// Make an element: its properties, with attributes written as `aria-label` or `data-line`, and what is in it.
export const element = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "list") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
};

export const one = (id) => document.getElementById(id);
