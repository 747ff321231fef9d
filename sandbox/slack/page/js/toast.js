import { h, icon } from "./dom.js";

const STAYS = 8000;

/** A sentence that comes and goes, with the reason behind it for developers. */
export function toast(sentence, why, words) {
  const box = document.getElementById("toasts");
  const line = h("div", { class: "toast" }, [
    h("div", {}, [
      h("p", {}, sentence),
      why ? h("details", { ontoggle: () => clearTimeout(timer) }, [h("summary", {}, words.why), h("code", {}, why)]) : null,
    ]),
    h("button", { type: "button", class: "quiet", "aria-label": words.close, onclick: () => line.remove() }, icon("close", 16)),
  ]);
  const timer = setTimeout(() => line.remove(), STAYS);
  box.append(line);
}
