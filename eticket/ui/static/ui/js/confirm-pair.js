// The second writing of an e-mail or a telephone is asked for only when the first is not the person's own.

class ConfirmPair extends HTMLElement {
  connectedCallback() {
    [this.given, this.again] = this.querySelectorAll("input");
    this.second = this.again.closest(".field");
    this.second.hidden = !this.changed && !this.querySelector("[aria-invalid=true]");
    this.given.addEventListener("input", () => this.follow());
  }

  get changed() {
    return this.given.value.trim() !== this.getAttribute("known");
  }

  follow() {
    if (!this.changed) {
      this.again.value = this.given.value;
      this.second.hidden = true;
    } else if (this.second.hidden) {
      this.again.value = "";
      this.second.hidden = false;
    }
  }
}

customElements.define("confirm-pair", ConfirmPair);
