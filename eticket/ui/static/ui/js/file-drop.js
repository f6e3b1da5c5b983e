// Drop, paste, choose or photograph files; each goes up at once and leaves a token in the form.
import { csrf, fileRow, filesize, make, say, setBusy } from "./dom.js";

class FileDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.list = this.querySelector(".filelist");
    this.going = new Set();
    this.addEventListener("change", (event) => event.target.type === "file" && this.take(event.target));
    this.addEventListener("click", (event) => this.onRemove(event));
    const add = (name, act, capture) => this.form.addEventListener(name, act, { capture, signal: this.gone.signal });
    this.gone = new AbortController();
    add("paste", (event) => event.clipboardData.files.length && this.add(event.clipboardData.files, event));
    add("drop", (event) => event.dataTransfer.files.length && this.add(event.dataTransfer.files, event));
    add("submit", (event) => this.hold(event), true);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      add(name, (event) => event.dataTransfer.types.includes("Files") && this.onDrag(event));
    }
    this.count();
  }

  disconnectedCallback() {
    this.gone.abort();
  }

  get kept() {
    return this.list.querySelectorAll("[name=upload]").length;
  }

  onDrag(event) {
    event.preventDefault();
    this.classList.toggle("dragging", event.type === "dragenter" || event.type === "dragover");
  }

  take(input) {
    this.add([...input.files]);
    input.value = "";
  }

  add(files, event) {
    event?.preventDefault();
    for (const file of files) this.start(file);
  }

  start(file) {
    const row = this.list.appendChild(fileRow(file));
    const most = Number(this.getAttribute("max-size")) || Infinity;
    const files = Number(this.getAttribute("max-files")) || 10;
    if (this.kept + this.going.size >= files) return this.fail(row, `Solo caben ${files} archivos; este no se adjuntó`);
    if (!file.size) return this.fail(row, "El archivo está vacío");
    if (file.size > most) return this.fail(row, `Pesa ${filesize(file.size)}; el límite es ${filesize(most)}`);
    return this.send(file, row);
  }

  send(file, row) {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file, file.name);
    row.request = request;
    this.going.add(row);
    const size = row.querySelector(".size");
    request.upload.onprogress = (event) => {
      row.querySelector("progress").value = Math.round((event.loaded / event.total) * 100);
      size.textContent = `Subiendo ${row.querySelector("progress").value} %`;
    };
    size.textContent = "Subiendo 0 %";
    request.onload = () => this.finish(row, file, request);
    request.onerror = () => this.fail(row, "No se pudo subir; quítelo y adjúntelo otra vez");
    request.onloadend = () => { this.going.delete(row); this.count(); };
    request.open("POST", this.getAttribute("upload-url"));
    request.setRequestHeader("X-CSRFToken", csrf(this.form));
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
    this.count();
  }

  finish(row, file, request) {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* an error page of a proxy is no JSON */ }
    if (!answer.token) return this.fail(row, answer.error || "No se pudo subir; quítelo y adjúntelo otra vez");
    row.querySelector("progress").remove();
    row.querySelector(".name").textContent = answer.name || file.name;
    row.querySelector(".size").textContent = filesize(answer.size ?? file.size);
    row.append(make("input", { type: "hidden", name: "upload", value: answer.token }));
    return say(`${file.name}, adjunto`);
  }

  fail(row, text) {
    row.querySelector("progress")?.remove();
    row.querySelector(".size").textContent = "";
    row.querySelector(".what").append(make("span", { class: "error", role: "alert" }, text));
  }

  onRemove(event) {
    const button = event.target.closest(".filerow button");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".filerow");
    row.request?.abort();
    this.going.delete(row);
    (row.nextElementSibling || row.previousElementSibling || this).querySelector("button, input")?.focus();
    row.remove();
    this.count();
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
    line.dataset.said ??= line.textContent.trim();
    const have = this.kept;
    const going = this.going.size ? ` y sube${this.going.size > 1 ? "n" : ""} ${this.going.size}` : "";
    line.textContent = line.dataset.said + (have || going ? ` Va${have === 1 ? "" : "n"} ${have}${going}.` : "");
  }
}

customElements.define("file-drop", FileDrop);
