// Drop, paste, choose or photograph files; each goes up at once and leaves a token in the form.
import { arrived, csrf, failed, fileRow, filesize, progressed, say, setBusy } from "./dom.js";

const LOST = "No se pudo subir; quítelo y adjúntelo otra vez";

class FileDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.list = this.querySelector(".filelist");
    this.going = new Set();
    this.addEventListener("change", (event) => this.take(event.target));
    this.addEventListener("click", (event) => this.onRemove(event));
    const add = (name, act, capture) => this.form.addEventListener(name, act, { capture, signal: this.gone.signal });
    this.gone = new AbortController();
    add("paste", (event) => this.receive(event, event.clipboardData.files));
    add("drop", (event) => this.receive(event, event.dataTransfer.files));
    add("submit", (event) => this.hold(event), true);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      add(name, (event) => event.dataTransfer.types.includes("Files") && this.onDrag(event));
    }
    this.count();
  }

  disconnectedCallback() { this.gone.abort(); }
  get kept() { return this.list.querySelectorAll("[name=upload]").length; }

  onDrag(event) {
    event.preventDefault();
    this.classList.toggle("dragging", event.type === "dragenter" || event.type === "dragover");
  }

  take(input) {
    if (input.type !== "file") return;
    for (const file of [...input.files]) this.start(file);
    input.value = "";
  }

  receive(event, files) {
    if (files.length) event.preventDefault();
    for (const file of files) this.start(file);
  }

  start(file) {
    const row = this.list.appendChild(fileRow(file));
    const [most, files] = ["max-size", "max-files"].map((name) => Number(this.getAttribute(name)) || Infinity);
    if (this.kept + this.going.size >= files) return failed(row, `Solo caben ${files} archivos; este no se adjuntó`);
    if (!file.size) return failed(row, "El archivo está vacío");
    if (file.size > most) return failed(row, `Pesa ${filesize(file.size)}; el límite es ${filesize(most)}`);
    return this.send(file, row);
  }

  send(file, row) {
    const request = new XMLHttpRequest();
    row.request = request;
    this.going.add(row);
    request.upload.onprogress = (event) => progressed(row, Math.round((event.loaded / event.total) * 100));
    progressed(row, 0);
    request.onload = () => this.finish(row, file, request);
    request.onerror = () => failed(row, LOST);
    request.onloadend = () => { this.going.delete(row); this.count(); };
    request.open("POST", this.getAttribute("upload-url"));
    request.setRequestHeader("X-CSRFToken", csrf(this.form));
    request.setRequestHeader("Accept", "application/json");
    const data = new FormData();
    data.append("file", file, file.name);
    request.send(data);
    this.count();
  }

  finish(row, file, request) {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* an error page of a proxy is no JSON */ }
    if (!answer.token) return failed(row, answer.error || LOST);
    arrived(row, answer.token, answer.name || file.name, answer.size ?? file.size);
    this.changed();
    return say(`${file.name}, adjunto`);
  }

  onRemove(event) {
    const button = event.target.closest(".filerow button");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".filerow");
    row.request?.abort();
    this.going.delete(row);
    const near = row.nextElementSibling || row.previousElementSibling;
    (near?.querySelector("button") || this.querySelector("input[type=file]")).focus();
    row.remove();
    this.changed();
    this.count();
  }

  // The draft keeps the files too.
  changed() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Nothing is blocked: what was sent too early waits for the files and then goes.
  hold(event) {
    if (!this.going.size) return;
    event.preventDefault();
    event.stopPropagation();
    setBusy(event.submitter);
    const wait = setInterval(() => {
      if (this.going.size) return;
      clearInterval(wait);
      this.form.requestSubmit(event.submitter);
    }, 100);
  }

  count() {
    const line = this.querySelector(".limits");
    if (!line) return;
    const [have, said] = [this.kept, (line.dataset.said ??= line.textContent.trim())];
    const going = this.going.size ? ` y sube${this.going.size > 1 ? "n" : ""} ${this.going.size}` : "";
    line.textContent = said + (have || going ? ` Va${have === 1 ? "" : "n"} ${have}${going}.` : "");
  }
}

customElements.define("file-drop", FileDrop);
