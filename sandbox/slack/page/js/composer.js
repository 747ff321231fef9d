// Where a person types: a line, Enter, and a few commands to try.

import { h, icon } from "./dom.js";

export function drawComposer({ words, place, onSay }) {
  const input = h("input", {
    type: "text",
    class: "composer-field",
    "data-key": "composer",
    "aria-label": words.composer(place),
    placeholder: words.composer(place),
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "send",
    oninput: () => (send.disabled = !input.value.trim()),
  });
  const send = h("button", { type: "submit", class: "send", "aria-label": words.send, title: words.send, disabled: true }, icon("send", 18));
  const form = h("form", { class: "composer", onsubmit: say }, [input, send]);
  const tries = h("div", { class: "tries" }, [
    h("span", {}, words.tryThis),
    words.tries.map((line) =>
      h("button", { type: "button", class: "try", onclick: () => fill(line) }, line),
    ),
  ]);
  let underWay = 0;

  function fill(line) {
    input.value = line;
    send.disabled = false;
    input.focus();
  }

  async function say(event) {
    event.preventDefault();
    const line = input.value.trim();
    if (!line) return;
    underWay += 1;
    input.value = "";
    send.classList.add("busy");
    try {
      await onSay(line);
    } finally {
      underWay -= 1;
      send.classList.toggle("busy", underWay > 0);
      send.disabled = !input.value.trim();
    }
  }
  return [tries, form];
}
