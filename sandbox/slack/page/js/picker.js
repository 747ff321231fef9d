// The first page: who would you like to be?

import { h, replaceChildren } from "./dom.js";
import { avatar } from "./messages.js";
import { wordsFor } from "./words.js";

export function drawPicker(root, { app, people }, onPick) {
  const words = wordsFor(navigator.language);
  document.documentElement.lang = words.lang;
  document.title = words.pageTitle;
  const card = (person) =>
    h("li", {}, h("button", { type: "button", class: "person", "data-person": person.id, onclick: () => onPick(person.id) }, [
      avatar(person.name),
      h("span", { class: "person-words" }, [
        h("span", { class: "person-name" }, person.name),
        h("span", { class: "person-role" }, person.labels[words.lang]),
      ]),
      h("span", { class: "language", lang: person.locale.slice(0, 2) }, person.locale.startsWith("fr") ? words.french : words.english),
    ]));
  const group = (title, members) =>
    h("section", {}, [h("h2", {}, title), h("ul", { class: "people" }, members.map(card))]);
  const title = h("h1", { tabindex: "-1" }, words.pickTitle);
  replaceChildren(root, h("main", { class: "picker" }, [
    h("p", { class: "brand" }, [h("img", { src: "/page/icon.svg", alt: "", width: 36, height: 36 }), app]),
    title,
    h("p", { class: "intro" }, words.pickIntro),
    group(words.withRole, people.filter((person) => person.has_role)),
    group(words.withoutRole, people.filter((person) => !person.has_role)),
  ]));
  title.focus({ preventScroll: true });
}
