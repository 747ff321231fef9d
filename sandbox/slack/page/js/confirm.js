// The question some buttons ask first.

import { h, freshId } from "./dom.js";
import { drawSpans } from "./spans.js";

/** Resolves to true when the person agrees. */
export function askFirst(confirm) {
  return new Promise((resolve) => {
    const ids = { title: freshId("ask"), text: freshId("ask") };
    const answer = (agreed) => {
      dialog.close();
      dialog.remove();
      resolve(agreed);
    };
    const dialog = h(
      "dialog",
      {
        class: "ask",
        "aria-labelledby": ids.title,
        "aria-describedby": ids.text,
        oncancel: (event) => {
          event.preventDefault();
          answer(false);
        },
      },
      [
        h("h2", { id: ids.title }, drawSpans(confirm.title.spans)),
        h("div", { class: "text", id: ids.text }, drawSpans(confirm.text.spans)),
        h("div", { class: "foot" }, [
          h("button", { type: "button", class: "button", autofocus: true, onclick: () => answer(false) }, drawSpans(confirm.deny.spans)),
          h("button", { type: "button", class: `button ${confirm.style ?? "primary"}`, onclick: () => answer(true) }, drawSpans(confirm.confirm.spans)),
        ]),
      ],
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
