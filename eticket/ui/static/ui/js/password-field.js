// Shows or hides a password, by a word as well as an eye.
import { icon } from "./dom.js";

class PasswordField extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (event.target.closest("button")) this.show(this.input.type === "password");
    });
    // A shown password must not be kept by the browser as an ordinary text.
    this.closest("form")?.addEventListener("submit", () => this.show(false));
  }

  get input() {
    return this.querySelector("input");
  }

  show(visible) {
    const button = this.querySelector("button");
    this.input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    button.replaceChildren(icon(visible ? "eye-off" : "eye", "s18"), visible ? "Ocultar" : "Mostrar");
  }
}

customElements.define("password-field", PasswordField);
