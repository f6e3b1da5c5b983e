// A short notice: six seconds, a minute where it can be undone; longer while it has the pointer or
// the focus.

class ToastMessage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("button[type=button]") && this.leave());
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.stay());
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.wait());
    this.wait();
  }

  disconnectedCallback() {
    this.stay();
  }

  wait() {
    this.stay();
    this.timer = setTimeout(() => this.leave(), this.querySelector("form") ? 60000 : 6000);
  }

  stay() {
    clearTimeout(this.timer);
  }

  leave() {
    this.classList.add("leaving");
    setTimeout(() => this.remove(), 200);
  }
}

customElements.define("toast-message", ToastMessage);
