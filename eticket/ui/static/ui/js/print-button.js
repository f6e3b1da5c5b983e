// "Imprimir"; without script the browser's own menu prints the same page.
class PrintButton extends HTMLElement {
  connectedCallback() {
    this.onclick = () => print();
  }
}

customElements.define("print-button", PrintButton);
