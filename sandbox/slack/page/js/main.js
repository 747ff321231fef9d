// Who one is and where, is in the address (#person/place) and survives a reload.

import { everyone } from "./api.js";
import { drawPicker } from "./picker.js";
import { openWorkspace } from "./workspace.js";

const root = document.getElementById("root");
const facts = await everyone();
let leave = null;

function read() {
  const [person, place] = location.hash.slice(1).split("/");
  const known = facts.people.some((one) => one.id === person);
  return known ? { person, place } : { person: null, place: null };
}

function show() {
  leave?.();
  const { person, place } = read();
  if (!person) {
    leave = null;
    return drawPicker(root, facts, (id) => (location.hash = id));
  }
  let isHere = true; // what was still being drawn must not bring the address back
  leave = openWorkspace(root, facts, person, {
    at: place,
    onLeave: () => {
      isHere = false;
      location.hash = "";
    },
    onGo: (at) => isHere && history.replaceState(null, "", `#${person}/${at}`),
  });
}

window.addEventListener("hashchange", show);
show();
