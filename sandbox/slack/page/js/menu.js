// The "…" menu, after the menu button pattern of the ARIA Authoring Practices.

import { h, freshId } from "./dom.js";
import { askFirst } from "./confirm.js";
import { drawSpans } from "./spans.js";

export function drawMenu(block, element, place, face) {
  const id = freshId("menu");
  const entries = element.options.map((option) =>
    h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => choose(option) }, [
      drawSpans(option.text.spans),
      option.description ? h("span", { class: "description" }, drawSpans(option.description.spans)) : null,
    ]),
  );
  const list = h("div", { class: "menu", role: "menu", id, hidden: true, onkeydown: onMenuKey }, entries);
  const button = h(
    "button",
    {
      type: "button",
      class: "button more",
      "data-key": `${block.block_id} ${element.action_id}`,
      "aria-label": place.words.moreActions,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      onclick: () => (list.hidden ? open(0) : close()),
      onkeydown: onButtonKey,
    },
    face,
  );
  const box = h("div", { class: "menu-box", onfocusout: onLeave }, [button, list]);

  function open(at) {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    entries.at(at).focus();
  }
  function close() {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }
  async function choose(option) {
    close();
    button.focus();
    if (element.confirm && !(await askFirst(element.confirm, place.words))) return;
    if (/^https?:/i.test(option.url ?? "")) window.open(option.url, "_blank", "noopener");
    await place.press(block, element, option);
  }
  function onButtonKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  }
  function onMenuKey(event) {
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      entries.at(to % entries.length).focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      button.focus();
    }
  }
  function onLeave(event) {
    if (!box.contains(event.relatedTarget)) close();
  }
  return box;
}
