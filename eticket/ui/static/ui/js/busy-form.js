// While a form is on its way its button says so. The guard against doubles is on the server (C001, C002).
import { restoreButtons, setBusy } from "./dom.js";

let sentAt = 0;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-calm")) return;
  // Only the second half of a double click is dropped: its first half is already on its way.
  if (performance.now() - sentAt < 600 && form.dataset.sent) {
    event.preventDefault();
    return;
  }
  sentAt = performance.now();
  form.dataset.sent = "1";
  setBusy(event.submitter || form.querySelector("button:not([type=button])"));
});

function rest() {
  restoreButtons();
  sentAt = 0;
}

// Back shows the page as it was left, Stop leaves it as it is: in both the button works again.
addEventListener("pageshow", rest);
globalThis.navigation?.addEventListener("navigateerror", rest);
