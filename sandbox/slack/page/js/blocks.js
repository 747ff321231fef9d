// Block Kit blocks, each drawn by a function of its own.

import { h, freshId } from "./dom.js";
import { drawElement } from "./elements.js";
import { drawSpans } from "./spans.js";

/** `place` knows how to act: see place.js. */
export function drawBlocks(blocks, place) {
  return blocks.map((block) => {
    const draw = DRAW[block.type];
    return h("div", { class: `block block-${block.type}` }, draw ? draw(block, place) : null);
  });
}

const text = (part, tag = "div", attributes = {}) =>
  part ? h(tag, { class: "text", ...attributes }, drawSpans(part.spans)) : null;

const DRAW = {
  header: (block) => text(block.text, "h3"),
  divider: () => h("hr"),
  markdown: (block) => text(block),
  image: (block) =>
    h("figure", {}, [
      block.title ? h("figcaption", {}, drawSpans(block.title.spans)) : null,
      h("img", { src: block.image_url, alt: block.alt_text, loading: "lazy" }),
    ]),
  context: (block) => block.elements.map(drawContext),
  section(block, place) {
    const id = freshId("section");
    const said = [
      text(block.text, "div", { id }),
      block.fields
        ? h("div", { class: "fields" }, block.fields.map((field) => text(field)))
        : null,
    ];
    const accessory = block.accessory
      ? h("div", { class: "accessory" }, drawElement(block, block.accessory, place, { labelledBy: id }))
      : null;
    return h("div", { class: "section" }, [h("div", { class: "said" }, said), accessory]);
  },
  actions: (block, place) =>
    h("div", { class: "actions" }, block.elements.map((element) => drawElement(block, element, place))),
  rich_text: (block) => block.elements.map(drawRichPart),
  input: drawInput,
};

function drawContext(part) {
  if (part.type === "image") return h("img", { src: part.image_url, alt: part.alt_text, class: "tiny" });
  return text(part, "span");
}

function drawRichPart(part) {
  if (part.type === "rich_text_preformatted") return h("pre", {}, drawSpans(part.spans));
  if (part.type === "rich_text_quote") return h("blockquote", {}, drawSpans(part.spans));
  if (part.type !== "rich_text_list") return h("div", { class: "text" }, drawSpans(part.spans));
  const list = part.style === "ordered" ? "ol" : "ul";
  const attributes = { class: `indent-${part.indent ?? 0}` };
  if (part.offset) attributes.start = part.offset + 1;
  return h(list, attributes, part.elements.map((item) => h("li", {}, drawSpans(item.spans))));
}

/** A labelled input: label, the input itself, its hint and its error, tied together by ids. */
function drawInput(block, place) {
  const ids = { input: freshId("input"), hint: freshId("hint"), error: freshId("error") };
  const { words } = place;
  const isGroup = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const label = [
    drawSpans(block.label.spans),
    block.optional ? h("span", { class: "optional" }, ` ${words.optional}`) : null,
  ];
  const described = [block.hint ? ids.hint : null, ids.error].filter(Boolean).join(" ");
  const labelId = freshId("label");
  const element = drawElement(block, block.element, place, {
    id: ids.input,
    describedBy: described,
    labelledBy: labelId,
    isRequired: !block.optional,
  });
  const error = h("p", { class: "error", id: ids.error, "data-error-of": block.block_id });
  const hint = block.hint ? h("p", { class: "hint", id: ids.hint }, drawSpans(block.hint.spans)) : null;
  const attributes = { class: "input", "data-block": block.block_id };
  if (isGroup) {
    return h("fieldset", { ...attributes, "aria-describedby": described }, [
      h("legend", { id: labelId }, label),
      element,
      hint,
      error,
    ]);
  }
  return h("div", attributes, [
    h("label", { for: ids.input, id: labelId }, label),
    element,
    hint,
    error,
  ]);
}

/** Shows each error at its input, and takes away those that are gone. */
export function showErrors(root, errors) {
  for (const line of root.querySelectorAll("[data-error-of]")) {
    const said = errors[line.dataset.errorOf];
    line.textContent = said ?? "";
    const box = line.closest("[data-block]");
    box.classList.toggle("has-error", Boolean(said));
    for (const input of box.querySelectorAll("input, textarea, [role=combobox]")) {
      if (said) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}
