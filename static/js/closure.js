// The form of a closure: only what the chosen kind asks for is shown. Without scripts all of it is.
document.addEventListener("DOMContentLoaded", function () {
  "use strict";

  var form = document.getElementById("closure-form");
  if (!form) return;
  var DATED = ["hours", "block"], OF_HOMES = ["hours", "suspend"], OF_SPACE = ["block", "fault"];
  var SHOWN = { divisions: OF_HOMES, homes: OF_HOMES, space: OF_SPACE, starts_on: DATED, ends_on: DATED, how: DATED, starts: DATED, ends: DATED };

  function rowOf(name) {
    var field = document.getElementById("id_" + name);
    return field && Array.prototype.find.call(form.children, function (row) { return row.contains(field); });
  }

  function show() {
    var kind = document.getElementById("id_kind").value, whole = document.getElementById("id_how").value === "days";
    Object.keys(SHOWN).forEach(function (name) {
      var row = rowOf(name), asked = SHOWN[name].indexOf(kind) >= 0;
      if (name === "starts" || name === "ends") asked = asked && !whole;
      if (row) row.hidden = !asked;
    });
  }

  form.addEventListener("change", show);
  show();
});
