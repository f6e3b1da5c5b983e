// One key for each act: an element with data-key="r" is pressed by R. Never while somebody types.
import { isTyping } from "./dom.js";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") send(event);
  else if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  else if (!event.ctrlKey && !event.metaKey && !isTyping(event.target)) press(event);
});

function send(event) {
  const form = event.target.closest?.("form.composer");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".send button, button.send") || undefined);
}

function press(event) {
  if (document.querySelector("dialog:modal, :popover-open")) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") return step(event, key === "j" ? 1 : -1);
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.checkVisibility());
  if (!found) return;
  event.preventDefault();
  const field = found.matches("form") ? found.querySelector("input:not([type=hidden])") : found;
  if (field.matches("input, textarea")) field.focus();
  else field.click();
}

/** J and K walk through a queue. */
function step(event, by) {
  const titles = [...document.querySelectorAll(".queue .title")];
  if (!titles.length) return;
  event.preventDefault();
  const now = titles.findIndex((one) => one === document.activeElement);
  const from = now < 0 ? titles.findIndex((one) => one.matches("[aria-current]")) : now;
  titles[Math.min(Math.max(from + by, 0), titles.length - 1)].focus();
}
