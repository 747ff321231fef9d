// One line, several lines, an e-mail address, a web address, a number.

import { h } from "./dom.js";
import { plainWords } from "./spans.js";

const KINDS = {
  email_text_input: { type: "email", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
  plain_text_input: { type: "text" },
};

export function drawTextInput(block, element, place, tied) {
  const { words } = place;
  const entersOnEnter = block.dispatch_action && !element.multiline;
  const counter = element.max_length ? h("p", { class: "counter", "aria-live": "off" }) : null;
  const input = h(element.multiline ? "textarea" : "input", {
    ...(element.multiline ? { rows: 4 } : KINDS[element.type]),
    id: tied.id,
    class: "field",
    "data-key": `${block.block_id} ${element.action_id}`,
    "data-typed": true,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: plainWords(element.placeholder) || null,
    "aria-describedby": tied.describedBy,
    "aria-required": tied.isRequired ? "true" : null,
    value: place.value(block, element) ?? "",
    oninput() {
      count();
      place.type(block, element, input.value || null);
    },
    onkeydown(event) {
      if (event.key !== "Enter" || element.multiline || event.isComposing) return;
      event.preventDefault();
      if (entersOnEnter) place.put(block, element, input.value || null, { enter: true });
      else place.onEnter?.();
    },
  });

  function count() {
    if (!counter) return;
    const left = element.max_length - input.value.length;
    const isNear = left < Math.max(10, element.max_length * 0.1);
    counter.textContent = !isNear ? "" : left < 0 ? words.tooLong(-left) : words.charactersLeft(left);
    counter.classList.toggle("over", left < 0);
  }
  count();
  return h("div", { class: "typed" }, [input, counter]);
}
