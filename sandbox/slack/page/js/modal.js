// The modal: a native dialog, so focus stays inside, Escape closes it and focus returns after.

import { announce, freshId, h, icon, replaceChildren } from "./dom.js";
import { drawBlocks, showErrors } from "./blocks.js";
import { Place } from "./place.js";

export class Modal {
  constructor({ screen, words, people, refresh }) {
    Object.assign(this, { screen, words, people, refresh });
    this.shown = null;
    this.returnTo = null;
    this.title = h("h2", { id: freshId("title"), tabindex: "-1" });
    this.backButton = this.quiet("back", words.back, () => this.leave("back"));
    this.crossButton = this.quiet("close", words.close, () => this.leave("close"));
    this.banner = h("div", { class: "banner", role: "alert", hidden: true });
    this.body = h("div", { class: "modal-body" });
    this.closeButton = h("button", { type: "button", class: "button", onclick: () => this.leave("back") });
    this.submitButton = h("button", { type: "button", class: "button primary", onclick: () => this.submit() });
    this.foot = h("div", { class: "foot" }, [this.closeButton, this.submitButton]);
    this.dialog = h(
      "dialog",
      { class: "modal", "aria-labelledby": this.title.id, oncancel: (event) => this.escape(event) },
      [
        h("div", { class: "modal-head" }, [this.backButton, h("img", { src: "/page/icon.svg", alt: "", width: 24, height: 24 }), this.title, this.crossButton]),
        this.banner,
        this.body,
        this.foot,
      ],
    );
  }

  quiet(face, name, onclick) {
    return h("button", { type: "button", class: "quiet", "aria-label": name, title: name, onclick }, icon(face, 20));
  }

  /** Draws what the server says is open; null closes. */
  show(view) {
    if (!view) return this.hide();
    const isNew = this.shown?.id !== view.id;
    if (isNew || this.shown.hash !== view.hash) this.draw(view, isNew);
    this.shown = view;
    const fresh = Object.keys(view.errors).length && JSON.stringify(view.errors) !== this.saidErrors;
    this.saidErrors = JSON.stringify(view.errors);
    showErrors(this.body, view.errors);
    if (fresh) this.pointAtErrors(view);
    this.showTrouble(view);
    if (!this.dialog.open) {
      this.returnTo = document.activeElement;
      document.body.append(this.dialog);
      this.dialog.showModal();
      this.focusFirst();
    }
  }

  hide() {
    if (!this.shown) return;
    this.shown = null;
    this.dialog.close();
    this.dialog.remove();
    this.busy(false);
    if (this.returnTo?.isConnected) this.returnTo.focus();
  }

  draw(view, isNew) {
    const kept = isNew ? null : this.keepFocus();
    if (isNew) this.place = this.newPlace(view);
    else this.place.takeValues(structuredClone(view.values));
    const scroll = isNew ? 0 : this.body.scrollTop;
    this.title.textContent = view.title;
    this.backButton.hidden = view.depth < 2;
    this.closeButton.textContent = view.close ?? (view.submit ? this.words.cancel : this.words.close);
    this.submitButton.textContent = view.submit ?? "";
    this.submitButton.hidden = !view.submit;
    replaceChildren(this.body, drawBlocks(view.blocks, this.place));
    this.body.scrollTop = scroll;
    if (kept) kept();
    else if (this.dialog.open) {
      announce(this.words.opened(view.title));
      this.focusFirst();
    }
  }

  newPlace(view) {
    return new Place({
      where: { view: view.id },
      values: structuredClone(view.values),
      screen: this.screen,
      words: this.words,
      people: this.people,
      onTrouble: () => this.refresh(),
      onEnter: () => this.submit(),
    });
  }

  keepFocus() {
    const focused = document.activeElement;
    const key = focused?.dataset?.key;
    const range = key && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    // Whoever is quick has the next menu open already when the app redraws for the last choice.
    const isOpen = focused?.getAttribute("role") === "combobox" && focused.getAttribute("aria-expanded") === "true";
    const typed = isOpen ? focused.value : null;
    return () => {
      const again = key && this.body.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!again) return this.dialog.contains(document.activeElement) ? null : this.title.focus();
      again.focus();
      if (typed !== null && again.value === typed) again.click();
      else if (typed !== null) {
        again.value = typed;
        again.dispatchEvent(new Event("input"));
      }
      if (range?.[0] !== null && again.setSelectionRange && range) {
        try { again.setSelectionRange(...range); } catch { /* kinds of input without a caret */ }
      }
    };
  }

  focusFirst() {
    const first = this.body.querySelector("input, textarea, [role=combobox]");
    (first ?? this.title).focus({ preventScroll: true });
    this.body.scrollTop = 0;
  }

  pointAtErrors(view) {
    const first = this.body.querySelector(".has-error input, .has-error textarea");
    first?.focus();
    announce(this.words.needsAttention(Object.keys(view.errors).length));
  }

  showTrouble(view) {
    this.banner.hidden = !view.trouble;
    if (!view.trouble) return this.banner.replaceChildren();
    replaceChildren(this.banner, [
      h("p", {}, view.trouble),
      view.why ? h("details", {}, [h("summary", {}, this.words.why), h("code", {}, view.why)]) : null,
    ]);
  }

  async submit() {
    if (!this.shown?.submit || this.isBusy) return;
    this.busy(true);
    this.saidErrors = "";
    try {
      await this.place.settle();
      await this.screen.do("submit");
    } finally {
      this.busy(false);
      await this.refresh();
    }
  }

  busy(isBusy) {
    this.isBusy = isBusy;
    this.submitButton.classList.toggle("busy", isBusy);
    this.submitButton.setAttribute("aria-busy", String(isBusy));
    if (isBusy) announce(this.words.sending);
  }

  async leave(deed) {
    await this.place.settle();
    await this.screen.do(deed);
    await this.refresh();
  }

  escape(event) {
    event.preventDefault();
    this.leave("close");
  }
}
