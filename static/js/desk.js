// The desk's form: only what the chosen task asks for is shown. Without scripts all of it is.
document.addEventListener("DOMContentLoaded", function () {
  "use strict";

  var kinds = document.querySelectorAll('input[name="kind"]');
  if (!kinds.length) return;
  var SHOWN = { starts_at: ["book", "block"], ends_at: ["book", "block"], minutes: ["walk_in"], places: ["book", "walk_in"], people: ["book", "walk_in"], phone: ["book", "walk_in"], display_name: ["book", "walk_in"], texts: ["book"] };

  // Who books says what for; who blocks says why.
  function nameReason(chosen) {
    var field = document.getElementById("id_purpose"), label = document.querySelector('label[for="id_purpose"]');
    if (!field || !label || !chosen) return;
    label.childNodes.forEach(function (part) {
      if (part.nodeType === 3 && part.textContent.trim()) part.textContent = chosen.value === "block" ? field.dataset.labelBlock : field.dataset.label;
    });
  }

  function show() {
    var chosen = document.querySelector('input[name="kind"]:checked');
    Object.keys(SHOWN).forEach(function (name) {
      var row = document.querySelector(".field-" + name) || document.querySelector("#id_" + name + "_0, #id_" + name);
      row = row && (row.closest(".form-row") || row);
      if (row && chosen) row.hidden = SHOWN[name].indexOf(chosen.value) < 0;
    });
    nameReason(chosen);
  }

  kinds.forEach(function (kind) { kind.addEventListener("change", show); });
  show();
});
