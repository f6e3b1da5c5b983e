// What the elements share. Texts stand here in Spanish: the pages are written in it.

export function csrf(form) {
  return (form || document).querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
}

/** Tell people who cannot see the change. */
export function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** An icon of the sprite; its address, with the hash, is read off one that the page already has. */
export function icon(name, classes = "") {
  const space = "http://www.w3.org/2000/svg";
  const sprite = document.querySelector("use[href]").getAttribute("href").split("#")[0];
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", `icon ${classes}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function filesize(bytes) {
  if (bytes < 1024 ** 2) return `${Math.max(Math.round(bytes / 1024), bytes ? 1 : 0)} KB`;
  const size = bytes / 1024 ** 2;
  return `${size >= 10 || Number.isInteger(size) ? Math.round(size) : size.toFixed(1)} MB`;
}

const resting = new Map();

/** Spinner and gerund on a button; the width is kept. Nothing is disabled: a repeat reaches the server. */
export function setBusy(button) {
  if (!button || resting.has(button)) return;
  resting.set(button, [...button.childNodes]);
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (!button.classList.contains("icon-only")) button.replaceChildren(button.dataset.busy || "Enviando");
}

export function restoreButtons() {
  for (const [button, nodes] of resting) {
    button.replaceChildren(...nodes);
    button.removeAttribute("aria-busy");
    button.style.minInlineSize = "";
  }
  resting.clear();
}

/** Whether a key typed now belongs to a text. */
export function isTyping(target) {
  return target.isContentEditable || /^(textarea|select)$/i.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
}

export function toast(text, level = "success") {
  let wall = document.querySelector(".toasts");
  if (!wall) {
    wall = make("div", { class: "toasts", role: "region", "aria-label": "Avisos" });
    document.body.append(wall);
  }
  const close = make("button", { type: "button", class: "button icon-only push", "aria-label": "Quitar aviso" }, icon("x", "s18"));
  const mark = icon(level === "success" ? "closed" : "expired");
  wall.append(make("toast-message", { class: `toast ${level}`, role: "status" }, mark, make("span", {}, text), close));
}

const KINDS = [
  [/\.(png|jpe?g|gif|webp|heic|bmp|tiff?)$/i, "image"], [/\.(xml|json|html|sql)$/i, "file-code"],
  [/\.(csv|xlsx?|ods)$/i, "file-spreadsheet"], [/\.(zip|rar|7z|gz|tar)$/i, "file-archive"],
  [/\.(mp4|mov|avi|mkv|webm)$/i, "video"], [/\.(txt|log|pdf|docx?|odt|rtf)$/i, "file-text"],
];

/** The row of a file on its way, as ui/_filerow.html draws one that has arrived. */
export function fileRow(file) {
  const kind = KINDS.find(([pattern]) => pattern.test(file.name))?.[1] || "file";
  const progress = make("progress", { max: 100, value: 0, "aria-label": `Subiendo ${file.name}` });
  const what = make("span", { class: "what" }, make("span", { class: "name", title: file.name }, file.name), progress);
  const button = make("button", { type: "button", class: "button icon-only small", "aria-label": `Quitar ${file.name}` }, icon("x", "s18"));
  return make("li", { class: "filerow" }, icon(kind), what, make("span", { class: "size" }), button);
}

export function progressed(row, percent) {
  row.querySelector("progress").value = percent;
  row.querySelector(".size").textContent = `Subiendo ${percent} %`;
}

export function arrived(row, token, name, size) {
  row.querySelector("progress").remove();
  row.querySelector(".name").textContent = name;
  row.querySelector(".size").textContent = filesize(size);
  row.append(make("input", { type: "hidden", name: "upload", value: token }));
}

export function failed(row, text) {
  row.querySelector("progress")?.remove();
  row.querySelector(".size").textContent = "";
  row.querySelector(".what").append(make("span", { class: "error", role: "alert" }, text));
}
