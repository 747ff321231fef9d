// Text as the server parsed it: spans with styles, links, mentions, quotes, preformatted parts.

import { h } from "./dom.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

export const drawSpans = (spans = []) => spans.map(drawSpan);

function drawSpan(span) {
  if (span.kind === "pre") return h("pre", {}, span.text);
  if (span.kind === "quote") return h("blockquote", {}, drawSpans(span.spans));
  let node = document.createTextNode(span.text);
  if (span.kind === "mention") node = h("span", { class: "mention" }, span.text);
  if (span.kind === "link") {
    node = h("a", { href: span.url, target: "_blank", rel: "noopener noreferrer" }, span.text);
  }
  for (const style of span.styles ?? []) {
    if (STYLE_TAGS[style]) node = h(STYLE_TAGS[style], {}, node);
  }
  return node;
}

/** The same words without any shape, for labels. */
export function plainWords(text) {
  return (text?.spans ?? []).map((span) => span.text ?? plainWords(span)).join("");
}
