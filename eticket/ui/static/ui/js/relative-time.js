// Keeps "(hace 20 minutos)" true while the page stays open; the day and the hour are the server's.

class RelativeTime extends HTMLElement {
  connectedCallback() {
    RelativeTime.all.add(this);
    RelativeTime.clock ??= setInterval(() => RelativeTime.all.forEach((one) => one.refresh()), 60000);
  }

  disconnectedCallback() {
    RelativeTime.all.delete(this);
  }

  refresh() {
    const time = this.querySelector("time");
    const bracket = time?.querySelector("small");
    if (!bracket) return;
    const minutes = Math.floor((Date.now() - new Date(time.dateTime)) / 60000);
    if (minutes >= 1 && minutes < 60) bracket.textContent = `(hace ${minutes} minuto${minutes === 1 ? "" : "s"})`;
    const hours = Math.floor(minutes / 60);
    if (hours >= 1 && hours < 24) bracket.textContent = `(hace ${hours} hora${hours === 1 ? "" : "s"})`;
  }
}

RelativeTime.all = new Set();
customElements.define("relative-time", RelativeTime);
