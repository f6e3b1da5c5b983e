// A text area grows with its text; only for browsers that cannot do it by style.

function grow(area) {
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  document.querySelectorAll("textarea").forEach(grow);
  document.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
}
