// Copies the value of the button inside; where the script does not run it is not shown.
import { icon, say } from "./dom.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.copy(event.target.closest("button")));
  }

  async copy(button) {
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.value);
    } catch {
      copyTheOldWay(button.value);
    }
    const before = button.firstElementChild;
    button.replaceChildren(icon("check", "s18 done"));
    say("Copiado");
    setTimeout(() => button.replaceChildren(before), 2000);
  }
}

// Plain http inside an office has no clipboard interface.
function copyTheOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

customElements.define("copy-button", CopyButton);
