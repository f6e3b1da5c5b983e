// Search as one types: <search-field target="#results"> around a GET form. The answer is a whole page,
// of which htmx takes the region; the address keeps the search (C141). Without htmx the form is sent.
import { say } from "./dom.js";

class SearchField extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.shown = this.address;
    this.addEventListener("input", (event) => this.later(event.target.matches("select, [type=radio], [type=checkbox]") ? 0 : 250));
    this.addEventListener("submit", (event) => {
      if (!globalThis.htmx) return;
      event.preventDefault();
      this.later(0);
    });
  }

  get address() {
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (value) given.append(name, value);
    const query = given.toString();
    return query ? `${this.form.action.split("?")[0]}?${query}` : this.form.action.split("?")[0];
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), delay);
  }

  async search() {
    if (this.address === this.shown) return;
    this.shown = this.address;
    const target = this.getAttribute("target");
    if (!globalThis.htmx) {
      location.assign(this.address);
      return;
    }
    const region = document.querySelector(target);
    region.setAttribute("aria-busy", "true");
    const focused = document.activeElement.id;
    await htmx.ajax("GET", this.address, { source: this, target, select: target, swap: "outerHTML", replace: "true" });
    history.replaceState(history.state, "", this.shown);
    // A filter inside the region was swapped under the fingers of whoever chose it.
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
    say(document.querySelector(target)?.dataset.said || "");
  }
}

customElements.define("search-field", SearchField);
