// Names for the boxes of Select2, which say to a screen reader what is chosen but not of what.
(function () {
  "use strict";

  function named(select) {
    var box = select.nextElementSibling;
    var field = box && box.querySelector("[role=combobox]");
    var label = select.id && document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    if (!field || !label) { return; }
    label.id = label.id || "label-of-" + select.id;
    var chosen = field.querySelector(".select2-selection__rendered");
    field.setAttribute("aria-labelledby", label.id + (chosen && chosen.id ? " " + chosen.id : ""));
    if (chosen) { chosen.setAttribute("aria-labelledby", label.id); }
    var typed = field.querySelector(".select2-search__field");
    if (typed) { typed.setAttribute("aria-labelledby", label.id); }
  }

  function nameAll() { document.querySelectorAll(".select2-hidden-accessible").forEach(named); }

  // the field to search in is made anew at each opening
  function nameSearch(select) {
    var label = document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    var typed = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
    if (label && typed) { typed.setAttribute("aria-label", label.textContent.trim()); }
  }

  // after jQuery has come and what the widgets asked of it before us
  document.addEventListener("DOMContentLoaded", function () {
    var $ = window.django && window.django.jQuery;
    if (!$) { return; }
    $(nameAll);
    $(document)
      .on("select2:open", function (event) { nameSearch(event.target); })
      .on("select2:select select2:unselect", function (event) { named(event.target); });
  });
  document.addEventListener("formset:added", function () { window.setTimeout(nameAll); });
})();
