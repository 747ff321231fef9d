// The elements inside blocks. Each takes (block, element, place, tied), where `tied` says which
// ids label and describe it.

import { h, icon } from "./dom.js";
import { drawCombobox } from "./combobox.js";
import { askFirst } from "./confirm.js";
import { drawFileInput } from "./files.js";
import { drawMenu } from "./menu.js";
import { drawSpans, plainWords } from "./spans.js";
import { drawTextInput } from "./textinput.js";

export function drawElement(block, element, place, tied = {}) {
  const draw = DRAW[element.type];
  return draw ? draw(block, element, place, tied) : null;
}

/** The name of an element that has no label of its own. */
export function nameOf(element, tied) {
  if (tied.labelledBy) return { "aria-labelledby": tied.labelledBy };
  return { "aria-label": plainWords(element.placeholder) || element.action_id };
}

const keyOf = (block, element) => `${block.block_id} ${element.action_id}`;

function drawButton(block, element, place) {
  const isLink = /^https?:/i.test(element.url ?? "");
  const press = async (event) => {
    if (element.confirm) {
      event.preventDefault();
      if (!(await askFirst(element.confirm, place.words))) return;
      if (isLink) window.open(element.url, "_blank", "noopener");
    }
    button.classList.add("busy");
    button.setAttribute("aria-busy", "true");
    await place.press(block, element);
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
  };
  const attributes = {
    class: `button ${element.style ?? ""}`,
    "data-key": keyOf(block, element),
    "aria-label": element.accessibility_label,
  };
  const words = drawSpans(element.text.spans);
  const button = isLink
    ? h("a", { ...attributes, href: element.url, target: "_blank", rel: "noopener noreferrer", onclick: press }, words)
    : h("button", { ...attributes, type: "button", onclick: press }, words);
  return button;
}

function drawChoices(block, element, place, tied) {
  const isMany = element.type === "checkboxes";
  const held = place.value(block, element);
  const chosen = new Set((isMany ? held ?? [] : held ? [held] : []).map((option) => option.value));
  const rows = element.options.map((option, index) => {
    const input = h("input", {
      type: isMany ? "checkbox" : "radio",
      name: keyOf(block, element),
      "data-key": `${keyOf(block, element)} ${index}`,
      checked: chosen.has(option.value),
      "aria-describedby": tied.describedBy,
      onchange() {
        const inputs = [...group.querySelectorAll("input")];
        const ticked = element.options.filter((_, at) => inputs[at].checked);
        place.put(block, element, isMany ? ticked : ticked[0]);
      },
    });
    return h("label", { class: "choice" }, [
      input,
      h("span", {}, [
        drawSpans(option.text.spans),
        option.description
          ? h("span", { class: "description" }, drawSpans(option.description.spans))
          : null,
      ]),
    ]);
  });
  const group = h("div", { class: "choices", role: tied.id ? null : "group", ...(tied.id ? {} : nameOf(element, tied)) }, rows);
  return group;
}

function drawDate(block, element, place, tied) {
  return h("input", {
    type: element.type === "datepicker" ? "date" : element.type === "timepicker" ? "time" : "text",
    id: tied.id,
    class: "field narrow",
    "data-key": keyOf(block, element),
    "aria-describedby": tied.describedBy,
    ...(tied.id ? {} : nameOf(element, tied)),
    value: place.value(block, element) ?? "",
    onchange: (event) => place.put(block, element, event.target.value || null),
  });
}

const DRAW = {
  button: drawButton,
  image: (_, element) => h("img", { src: element.image_url, alt: element.alt_text, class: "thumb" }),
  overflow: (block, element, place) => drawMenu(block, element, place, icon("more")),
  checkboxes: drawChoices,
  radio_buttons: drawChoices,
  datepicker: drawDate,
  timepicker: drawDate,
  plain_text_input: drawTextInput,
  email_text_input: drawTextInput,
  url_text_input: drawTextInput,
  number_input: drawTextInput,
  static_select: drawCombobox,
  multi_static_select: drawCombobox,
  external_select: drawCombobox,
  multi_external_select: drawCombobox,
  users_select: drawCombobox,
  multi_users_select: drawCombobox,
  conversations_select: drawCombobox,
  file_input: drawFileInput,
};
