// On the desk: choosing "Respuesta" or "Nota interna" leads into its text, and a menu takes the focus.

// A click also comes from the label, from its key and from the arrows; the radio has the focus by then.
document.addEventListener("click", (event) => {
  if (!event.target.matches(".mode")) return;
  const shown = [...document.querySelectorAll(".desk-composer")].find((one) => one.checkVisibility());
  shown?.querySelector("textarea").focus();
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches("details[open]")) event.target.querySelector(":scope > .menu :is(button, a)")?.focus();
}, true);

// A menu closes with Escape, and when the work goes on elsewhere.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.("details[open]:has(> .menu)");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const one of document.querySelectorAll("details[open]:has(> .menu)")) {
    if (!one.contains(event.target)) one.open = false;
  }
});
