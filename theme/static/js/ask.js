// Where somebody comes to the contact form to ask about an article, name it above the message, and let it be left out. The
// title is that of the article itself, so that nobody can make a link that puts other words there.
const about = document.querySelector("[data-module=ask]");
const slug = new URLSearchParams(location.search).get("about");

const nameArticle = async () => {
  try {
    const answer = await fetch(new URL(`${encodeURIComponent(slug)}/`, new URL(about.dataset.articles, location.href)));
    const body = (await answer.text()).split("</head>").pop(); // the policy of this page refuses the style in another's head
    const page = new DOMParser().parseFromString(body, "text/html");
    const title = page.querySelector(".article__title").textContent;
    const box = about.querySelector("input");
    about.querySelector("label").append(" ", Object.assign(document.createElement("q"), { textContent: title }));
    Object.assign(box, { value: `${title} (${answer.url})`, disabled: false, defaultChecked: true });
    about.hidden = false;
  } catch {} // no such article, or no connection: the form is as it always is
};
if (about && slug) nameArticle();
