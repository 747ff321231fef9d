// A file input: files go to the sandbox, and come back as Slack describes them.

import { h, icon, replaceChildren } from "./dom.js";

const LARGEST = 10 * 1024 * 1024;

export function drawFileInput(block, element, place, tied) {
  const { words } = place;
  const allowed = element.filetypes ?? [];
  const most = element.max_files ?? 10;
  const list = h("ul", { class: "files" });
  const complaint = h("p", { class: "error", role: "alert" });
  const input = h("input", {
    type: "file",
    id: tied.id,
    class: "file-field unseen",
    "data-key": `${block.block_id} ${element.action_id}`,
    "aria-describedby": tied.describedBy,
    multiple: most > 1,
    accept: allowed.map((kind) => `.${kind}`).join(",") || null,
    onchange: () => take([...input.files]),
  });

  const held = () => place.value(block, element) ?? [];

  async function take(files) {
    complaint.textContent = "";
    for (const file of files) {
      const kind = file.name.split(".").pop().toLowerCase();
      if (allowed.length && !allowed.includes(kind)) complaint.textContent = words.wrongFile(allowed.join(", "));
      else if (file.size > LARGEST) complaint.textContent = words.fileTooBig;
      else if (held().length >= most) complaint.textContent = words.tooMany(most);
      else {
        const data = await encoded(file);
        await place.put(block, element, [...held(), await place.upload(file.name, data)]);
      }
    }
    input.value = "";
    draw();
  }

  function draw() {
    const rows = held().map((file) =>
      h("li", {}, [
        icon("file"),
        h("span", { class: "name" }, file.name),
        h("button", {
          type: "button",
          class: "quiet",
          "aria-label": words.remove(file.name),
          onclick: async () => {
            await place.put(block, element, held().filter((other) => other.id !== file.id));
            draw();
            input.focus();
          },
        }, icon("close", 14)),
      ]),
    );
    replaceChildren(list, rows);
  }
  draw();
  const face = h("label", { class: "button", for: input.id }, words.chooseFile);
  return h("div", { class: "file-box" }, [list, input, face, complaint]);
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
