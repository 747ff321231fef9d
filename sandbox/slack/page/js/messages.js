// Messages as they were said, each drawn again only when it changed.

import { h, icon, replaceChildren } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { Place } from "./place.js";
import { drawSpans } from "./spans.js";

export class MessageList {
  constructor({ screen, words, people, locale, onTrouble, label }) {
    Object.assign(this, { screen, words, people, onTrouble });
    this.time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
    this.drawn = new Map();
    this.list = h("ol", { class: "messages", role: "log", "aria-label": label });
  }

  show(messages) {
    const wasAtEnd = this.isAtEnd();
    const known = new Set(messages.map((message) => message.ts));
    for (const [ts, { row }] of this.drawn) {
      if (known.has(ts)) continue;
      row.remove();
      this.drawn.delete(ts);
    }
    let isNew = false;
    messages.forEach((message) => {
      const looks = JSON.stringify({ ...message, values: null });
      const old = this.drawn.get(message.ts);
      if (old?.looks === looks) return;
      const row = this.draw(message);
      if (old) replace(old.row, row);
      else this.list.append(row);
      isNew ||= !old;
      this.drawn.set(message.ts, { row, looks });
    });
    if (isNew && wasAtEnd) this.toEnd();
  }

  isAtEnd() {
    const box = this.list.parentElement;
    return !box || box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  }

  toEnd() {
    requestAnimationFrame(() => {
      const box = this.list.parentElement;
      if (box) box.scrollTop = box.scrollHeight;
    });
  }

  drawFiles(files) {
    const rows = files.map(({ id, name, size }) =>
      h("li", {}, [
        icon("file"),
        h("a", { class: "name", href: this.screen.file(id), download: name, "data-key": id }, name),
        size === null ? null : h("span", { class: "size" }, this.words.bytes(size)),
      ]),
    );
    return h("ul", { class: "files", "aria-label": this.words.files }, rows);
  }

  draw(message) {
    const { words } = this;
    const place = new Place({
      where: { channel_id: message.channel_id, ts: message.ts },
      values: structuredClone(message.values),
      screen: this.screen,
      words,
      people: this.people,
      onTrouble: this.onTrouble,
    });
    const when = new Date(Number(message.ts) * 1000);
    const body = message.blocks.length
      ? drawBlocks(message.blocks, place)
      : h("div", { class: "text" }, drawSpans(message.spans));
    return h("li", { class: `message ${message.kind}${message.is_ephemeral ? " ephemeral" : ""}` }, [
      message.is_ephemeral ? h("p", { class: "only-you" }, [icon("eye", 14), words.onlyYou]) : null,
      h("div", { class: "message-row" }, [
        avatar(message.author, message.kind),
        h("div", { class: "message-body" }, [
          h("p", { class: "byline" }, [
            h("strong", {}, message.author),
            message.kind === "person" ? null : h("span", { class: "badge" }, words.app),
            h("time", { datetime: when.toISOString() }, this.time.format(when)),
          ]),
          body,
          message.files.length ? this.drawFiles(message.files) : null,
          message.is_edited && !message.blocks.length ? h("span", { class: "edited" }, words.edited) : null,
          message.why ? h("details", { class: "why" }, [h("summary", {}, words.why), h("code", {}, message.why)]) : null,
        ]),
      ]),
    ]);
  }
}

/** An edited message takes the old one's place, quietly: it was read out when it came. */
function replace(old, row) {
  const key = old.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  row.setAttribute("aria-live", "off");
  old.replaceWith(row);
  if (key) row.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

const HUES = [262, 205, 160, 28, 340, 190, 88];

export function avatar(name, kind = "person") {
  if (kind === "app") return h("img", { class: "avatar", src: "/page/icon.svg", alt: "" });
  const initials = name.split(" ").map((part) => part[0]).join("").slice(0, 2);
  const hue = HUES[[...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % HUES.length];
  const face = h("span", { class: "avatar", "aria-hidden": "true" }, kind === "slackbot" ? "S" : initials);
  face.style.setProperty("--hue", hue);
  return face;
}

/** The Home: drawn again when it was published anew. */
export class Home {
  constructor({ screen, words, people, onTrouble }) {
    Object.assign(this, { screen, words, people, onTrouble });
    this.box = h("div", { class: "home" });
  }

  show(home) {
    const looks = `${home?.hash} ${this.why ?? ""}`;
    if (looks === this.looks) return;
    this.looks = looks;
    const place = new Place({
      where: { home: true },
      values: structuredClone(home?.values ?? {}),
      screen: this.screen,
      words: this.words,
      people: this.people,
      onTrouble: this.onTrouble,
    });
    const key = this.box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    replaceChildren(
      this.box,
      home ? drawBlocks(home.blocks, place) : empty(this.words.emptyHome, this.words.emptyHomeHint, this.why ? [this.words.why, this.why] : null),
    );
    if (key) this.box.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}

export function empty(title, hint, why) {
  return h("div", { class: "empty" }, [
    h("p", { class: "empty-title" }, title),
    h("p", {}, hint),
    why ? h("details", { class: "why" }, [h("summary", {}, why[0]), h("code", {}, why[1])]) : null,
  ]);
}
