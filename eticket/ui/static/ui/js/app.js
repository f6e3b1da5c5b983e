// One file for every page: collectstatic puts the imports together (eticket/ui/storage.py).
import "./busy-form.js";
import "./confirm-pair.js";
import "./copy-button.js";
import "./desk-composer.js";
import "./draft-keeper.js";
import "./file-drop.js";
import "./grow-area.js";
import "./key-map.js";
import "./password-field.js";
import "./print-button.js";
import "./relative-time.js";
import "./search-field.js";
import "./theme-switch.js";
import "./toast-message.js";

document.documentElement.classList.add("scripted");
