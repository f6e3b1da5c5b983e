// Keeps what is being written, two seconds after the typing stops. It never blocks writing or sending (C115).
import { csrf } from "./dom.js";

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.onInput = (event) => event.target.type === "file" || this.later();
    this.onSubmit = () => this.stop();
    this.form?.addEventListener("input", this.onInput);
    this.form?.addEventListener("submit", this.onSubmit);
    this.onLeave = () => this.leave();
    addEventListener("pagehide", this.onLeave);
  }

  // What was typed in the last seconds goes with the page, or with the part that htmx replaces.
  disconnectedCallback() {
    this.leave();
    removeEventListener("pagehide", this.onLeave);
    this.form?.removeEventListener("input", this.onInput);
    this.form?.removeEventListener("submit", this.onSubmit);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 2000);
  }

  // A draft that arrives after the message would come back as an old text (C114).
  stop() {
    this.timer = clearTimeout(this.timer);
    this.request?.abort();
  }

  get fields() {
    const data = new URLSearchParams({ form: this.getAttribute("form-key") || "" });
    for (const field of this.form.elements) {
      // The tokens of files stay with the text; every other hidden field belongs to one page.
      const typed = field.name === "upload" || !/^(file|password|submit|button|hidden)$/.test(field.type);
      const kept = field.name && !field.disabled && typed;
      if (kept && (!/^(checkbox|radio)$/.test(field.type) || field.checked)) data.append(field.name, field.value);
    }
    return data;
  }

  leave() {
    if (this.timer) this.save();
  }

  async save() {
    this.timer = clearTimeout(this.timer);
    this.request = new AbortController();
    try {
      const answer = await fetch(this.getAttribute("draft-url"), {
        method: "POST",
        body: this.fields,
        headers: { "X-CSRFToken": csrf(this.form) },
        signal: this.request.signal,
        redirect: "error",
        keepalive: true,
      });
      if (!answer.ok) throw new Error(answer.status);
      const { saved } = await answer.json();
      this.show(`Borrador guardado ${saved}`);
    } catch (problem) {
      if (problem.name !== "AbortError") this.show("El borrador no se pudo guardar", true);
    }
  }

  show(text, failed = false) {
    this.textContent = text;
    this.classList.toggle("failed", failed);
  }
}

customElements.define("draft-keeper", DraftKeeper);
