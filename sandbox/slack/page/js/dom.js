// Elements are made here and nowhere by HTML strings: text from people is only ever a text node.

/** h("button", { class: "primary", onclick }, "Send") */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}

export function replaceChildren(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

let made = 0;
/** An id that no other element has, for labels and descriptions. */
export const freshId = (name) => `${name}-${++made}`;

/** What a screen reader should say, without moving anything on the screen. */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  requestAnimationFrame(() => (announcer.textContent = text));
}

const PATHS = {
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zm8 2.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4z",
  send: "M3 4l14 6-14 6 2.2-6zm2.2 6H11",
  hash: "M8 3L6 17M14 3l-2 14M3.5 7.5h14M2.5 12.5h14",
  home: "M3 9.5L10 4l7 5.5M5 8.5V16h10V8.5",
  chat: "M3 4h14v9.5H9L5.5 17v-3.5H3z",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  down: "M5 8l5 5 5-5",
  check: "M4 10.5l4 4 8-9",
  file: "M5 2.5h6.5L15 6v11.5H5zM11 3v3.5h3.5",
  swap: "M4 7h11l-3-3M16 13H5l3 3",
};

export function icon(name, size = 18) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const set = { viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", class: "icon" };
  for (const [key, value] of Object.entries(set)) svg.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
