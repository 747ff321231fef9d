// One person's workspace: the places beside, the conversation or Home, the composer, the modal.

import { h, icon, replaceChildren } from "./dom.js";
import { Screen } from "./api.js";
import { drawComposer } from "./composer.js";
import { avatar, empty, Home, MessageList } from "./messages.js";
import { Modal } from "./modal.js";
import { toast } from "./toast.js";
import { wordsFor } from "./words.js";

const PLACES = ["channel", "approvals", "notices", "home", "direct"];
const PRIVATE = ["approvals", "notices"];

const EMPTY = {
  channel: (words) => [words.emptyChannel, words.emptyChannelHint],
  approvals: (words) => [words.emptyApprovals, words.emptyApprovalsHint],
  notices: (words) => [words.emptyNotices, words.emptyNoticesHint],
  direct: (words) => [words.emptyDirect, words.emptyDirectHint],
};

/** Draws it and keeps it up to date; returns how to leave. */
export function openWorkspace(root, facts, userId, { at, onLeave, onGo }) {
  const places = PLACES.filter((place) => place !== "home" || facts.has_home);
  const me = facts.people.find((person) => person.id === userId);
  const words = wordsFor(me.locale);
  const screen = new Screen(userId);
  const onTrouble = (why) => toast(words.trouble, why, words);
  const common = { screen, words, people: facts.people, locale: me.locale, onTrouble };
  const lists = {
    channel: new MessageList({ ...common, label: "#partner-desk" }),
    approvals: new MessageList({ ...common, label: "#approvals" }),
    notices: new MessageList({ ...common, label: "#customer-notices" }),
    direct: new MessageList({ ...common, label: words.direct }),
  };
  const home = new Home(common);
  const modal = new Modal({ ...common, refresh });
  let now = null;
  let here = places.includes(at) ? at : "channel";
  let isLooking = false;
  let looksAgain = false;

  document.documentElement.lang = words.lang;
  const tabs = Object.fromEntries(places.map((place) => [place, drawTab(place)]));
  const scroller = h("div", { class: "scroller", tabindex: "-1" });
  const heading = h("h1", {});
  const subheading = h("p", {});
  const foot = h("div", { class: "composer-box" });
  replaceChildren(root, h("div", { class: "workspace" }, [
    h("header", { class: "side" }, [
      h("p", { class: "brand" }, [h("img", { src: "/page/icon.svg", alt: "", width: 28, height: 28 }), h("span", {}, facts.workspace)]),
      h("nav", { "aria-label": words.places }, places.map((place) => tabs[place])),
      h("div", { class: "me" }, [
        avatar(me.name),
        h("div", { class: "me-words" }, [
          h("span", { class: "unseen" }, `${words.signedInAs} `),
          h("span", { class: "person-name" }, me.name),
          h("span", { class: "person-role" }, me.labels[words.lang]),
        ]),
        h("button", { type: "button", class: "quiet", "aria-label": words.changePerson, title: words.changePerson, onclick: onLeave }, icon("swap", 20)),
      ]),
    ]),
    h("main", { class: "main" }, [h("div", { class: "main-head" }, [heading, subheading]), scroller, foot]),
  ]));

  function drawTab(place) {
    const names = { channel: "partner-desk", approvals: "approvals", notices: "customer-notices", home: words.home, direct: facts.app };
    const faces = { channel: "hash", approvals: "hash", notices: "hash", home: "home", direct: "chat" };
    return h("button", { type: "button", class: "tab", "data-place": place, onclick: () => go(place) }, [
      icon(faces[place]),
      h("span", { class: "tab-name" }, names[place]),
      h("span", { class: "unread" }),
    ]);
  }

  async function go(place) {
    here = place;
    onGo(place);
    const isHome = place === "home";
    for (const [name, tab] of Object.entries(tabs)) {
      if (name === place) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    heading.textContent = { channel: "#partner-desk", approvals: "#approvals", notices: "#customer-notices", home: `${facts.app} · ${words.home}`, direct: facts.app }[place];
    subheading.textContent = { channel: words.channelHint, approvals: words.approvalsHint, notices: words.noticesHint, home: "", direct: words.direct }[place];
    document.title = `${heading.textContent} · ${facts.workspace}`;
    replaceChildren(scroller, isHome ? home.box : lists[place].list);
    foot.hidden = isHome;
    if (!isHome) {
      const composer = drawComposer({
        words,
        place: heading.textContent,
        onSay: async (line) => {
          await screen.do("say", { line, channel_id: now.conversations[place].id });
          lists[place].toEnd();
          await refresh();
        },
      });
      replaceChildren(foot, composer);
    }
    draw();
    lists[place]?.toEnd();
    if (isHome) {
      // Slack says nothing when the app does not answer this; here the empty Home says why.
      const { trouble } = await screen.do("home").catch((refused) => ({ trouble: refused.message }));
      home.why = trouble;
      await refresh();
    }
  }

  function draw() {
    if (!now) return;
    for (const place of PRIVATE) tabs[place].hidden = !now.conversations[place]; // not everyone is in it
    if (!now.conversations[here] && here !== "home") return void go("channel");
    if (here === "home") home.show(now.home);
    else {
      const { messages } = now.conversations[here];
      lists[here].show(messages);
      scroller.querySelector(".empty")?.remove();
      if (!messages.length) {
        scroller.append(empty(...EMPTY[here](words)));
      }
    }
    for (const place of Object.keys(lists)) if (now.conversations[place]) drawUnread(place);
    modal.show(now.modal);
  }

  function drawUnread(place) {
    const key = `read ${userId} ${place}`;
    const { messages } = now.conversations[place];
    if (here === place && messages.length) localStorage.setItem(key, messages.at(-1).ts);
    const read = localStorage.getItem(key) ?? "";
    const count = messages.filter((message) => message.ts > read && message.kind === "app").length;
    const mark = tabs[place].querySelector(".unread");
    mark.textContent = count ? String(count) : "";
    mark.setAttribute("aria-label", count ? words.unread(count) : "");
    mark.hidden = !count;
  }

  /** Looks again; a call while one is under way makes it look once more after. */
  async function refresh() {
    if (isLooking) return void (looksAgain = true);
    isLooking = true;
    try {
      do {
        looksAgain = false;
        now = await screen.look();
        draw();
      } while (looksAgain);
    } finally {
      isLooking = false;
    }
  }

  let wasLost = false;
  const stop = screen.follow(
    () => {
      wasLost = false;
      refresh();
    },
    () => {
      if (!wasLost) toast(words.lost, "", words);
      wasLost = true;
    },
  );
  refresh().then(() => go(here));
  return () => {
    stop();
    modal.hide();
  };
}
