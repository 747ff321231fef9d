// Every kind of select: one or many, with its own options, the app's suggestions, or people.
// Follows the editable combobox pattern of the ARIA Authoring Practices.

import { h, announce, freshId, icon, replaceChildren } from "./dom.js";
import { offersOf } from "./offers.js";
import { plainWords } from "./spans.js";

export function drawCombobox(block, element, place, tied) {
  const { words } = place;
  const offers = offersOf(block, element, place);
  const isMany = element.type.startsWith("multi_");
  const most = isMany ? element.max_selected_items ?? 100 : 1;
  const ids = { list: freshId("list"), status: freshId("status"), chips: freshId("chips") };
  let chosen = offers.held();
  let shown = [];
  let active = -1;
  let asked = 0;
  let timer;

  const nameless = tied.labelledBy
    ? { "aria-labelledby": tied.labelledBy }
    : { "aria-label": plainWords(element.placeholder) || words.chooseOne };
  const input = h("input", {
    type: "text",
    id: tied.id,
    class: "field",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "data-key": `${block.block_id} ${element.action_id}`,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": ids.list,
    "aria-required": tied.isRequired ? "true" : null,
    "aria-describedby": [ids.chips, tied.describedBy].filter(Boolean).join(" "),
    ...(tied.id ? {} : nameless),
    oninput: () => search(input.value),
    onclick: () => (isOpen() ? null : open()),
    onkeydown: onKey,
    onblur: onLeave,
  });
  const list = h("div", {
    id: ids.list,
    class: "options",
    role: "listbox",
    "aria-multiselectable": isMany ? "true" : null,
    hidden: true,
    ...nameless,
    onmousedown: (event) => event.preventDefault(),
  });
  const status = h("p", { class: "options-status", id: ids.status, hidden: true });
  const chips = h("ul", { class: "chips", id: ids.chips });
  const clear = h("button", {
    type: "button",
    class: "quiet clear",
    "aria-label": words.clear,
    onclick: () => {
      choose([]);
      input.focus();
    },
  }, icon("close", 14));
  const face = h("span", { class: "arrow" }, icon("down", 16));
  const frame = h("div", { class: "combo-frame" }, [chips, input, clear, face]);
  const box = h("div", { class: `combo${isMany ? " many" : ""}` }, [frame, list, status]);

  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  function open() {
    input.setAttribute("aria-expanded", "true");
    if (!isMany) input.select();
    search(isMany ? input.value : "");
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    list.hidden = status.hidden = true;
    active = -1;
  }

  function search(typed) {
    input.setAttribute("aria-expanded", "true");
    clearTimeout(timer);
    const mine = ++asked;
    if (typed.length < offers.leastTyped) {
      drawOptions([]);
      return say(words.typeMore(offers.leastTyped));
    }
    if (offers.isSlow) say(words.searching);
    timer = setTimeout(async () => {
      const { groups, trouble } = await offers.find(typed);
      if (mine !== asked) return;
      drawOptions(groups);
      const count = shown.length;
      say(trouble ?? (count ? "" : words.noMatches));
      announce(trouble ?? (count ? words.matches(count) : words.noMatches));
    }, offers.isSlow ? 150 : 0);
  }

  function say(text) {
    status.textContent = text;
    status.hidden = !text || !isOpen();
  }

  function drawOptions(groups) {
    shown = [];
    active = -1;
    input.removeAttribute("aria-activedescendant");
    replaceChildren(list, groups.filter((group) => group.items.length).map(drawGroup));
    list.hidden = !shown.length;
    if (shown.length && !isMany) {
      const at = shown.findIndex(({ item }) => chosen.some((one) => one.key === item.key));
      if (at >= 0) point(at);
    }
    if (shown.length) list.scrollIntoView({ block: "nearest" });
  }

  function drawGroup(group) {
    const rows = group.items.map(drawOption);
    if (!group.label) return rows;
    const id = freshId("group");
    return h("div", { role: "group", "aria-labelledby": id }, [
      h("div", { class: "group-label", id, role: "presentation" }, group.label),
      rows,
    ]);
  }

  function drawOption(item) {
    const at = shown.length;
    const isChosen = chosen.some((one) => one.key === item.key);
    const row = h("div", {
      id: freshId("option"),
      role: "option",
      class: "option",
      "aria-selected": isChosen ? "true" : "false",
      onclick: () => pick(item),
      onmousemove: () => (active === at ? null : point(at, false)),
    }, [
      h("span", { class: "option-words" }, [
        item.label,
        item.description ? h("span", { class: "description" }, item.description) : null,
      ]),
      isChosen ? icon("check", 16) : null,
    ]);
    shown.push({ item, row });
    return row;
  }

  function point(at, scroll = true) {
    shown[active]?.row.classList.remove("active");
    active = at;
    const { row } = shown[at];
    row.classList.add("active");
    input.setAttribute("aria-activedescendant", row.id);
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  function pick(item) {
    const isChosen = chosen.some((one) => one.key === item.key);
    if (!isMany) return choose([item]);
    if (!isChosen && chosen.length >= most) {
      drawOptions([]); // the sentence stands where the options stood
      announce(words.tooMany(most));
      return say(words.tooMany(most));
    }
    choose(isChosen ? chosen.filter((one) => one.key !== item.key) : [...chosen, item]);
    // Whoever chooses several will want the next one.
    if (!offers.isSlow) open();
  }

  function choose(items) {
    chosen = items;
    if (isMany) input.value = "";
    close();
    drawChosen();
    const held = items.map((item) => item.held);
    place.put(block, element, isMany ? held : held[0] ?? null);
  }

  function drawChosen() {
    const hint = plainWords(element.placeholder) || offers.placeholder;
    clear.hidden = isMany || !chosen.length || tied.isRequired;
    if (!isMany) {
      input.value = chosen[0]?.label ?? "";
      input.placeholder = hint;
      return;
    }
    input.placeholder = chosen.length ? "" : hint;
    replaceChildren(chips, chosen.map((item) =>
      h("li", { class: "chip" }, [
        h("span", {}, item.label),
        h("button", {
          type: "button",
          class: "quiet",
          "aria-label": words.remove(item.label),
          onclick: () => {
            choose(chosen.filter((one) => one.key !== item.key));
            input.focus();
          },
        }, icon("close", 12)),
      ]),
    ));
  }

  /** Without a choice, what was typed goes. The chips stay as they are: one may be clicked now. */
  function onLeave() {
    close();
    input.value = isMany ? "" : chosen[0]?.label ?? "";
  }

  function onKey(event) {
    if (event.isComposing) return;
    const count = shown.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) return open();
      if (count) point((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen() && active >= 0) pick(shown[active].item);
      else if (isOpen() && count === 1) pick(shown[0].item);
      else if (!isOpen()) open();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      onLeave();
    } else if (event.key === "Backspace" && isMany && !input.value && chosen.length) {
      choose(chosen.slice(0, -1));
    }
  }

  frame.addEventListener("click", (event) => {
    if (event.target.closest("button") || event.target === input) return;
    input.focus();
    open();
  });
  drawChosen();
  return box;
}
