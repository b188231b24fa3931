// What a screen reader is told of the frame: the names of Select2's boxes, which say what is
// chosen but not of what, and of icons, which are words of a font. And the keyboard in dialogs.
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

  function saysOnlyIcons(control) {
    var rest = control.cloneNode(true);
    rest.querySelectorAll(".material-symbols-outlined").forEach(function (icon) { icon.remove(); });
    return !control.title && rest.textContent.trim() === "";
  }

  function nameIcons() {
    var names = document.getElementById("icon-names");
    document.querySelectorAll(".material-symbols-outlined").forEach(function (icon) {
      var control = icon.closest("a, button, label");
      var name = names && names.dataset[icon.textContent.trim()];
      icon.setAttribute("aria-hidden", "true");
      if (name && control && saysOnlyIcons(control)) {
        control.setAttribute("aria-label", name);
      }
    });
  }

  var STOPS = "a[href], button, input:not([type=hidden]), select, textarea";
  var opener = null;

  function stopsOf(dialog) {
    return Array.prototype.filter.call(dialog.querySelectorAll(STOPS), function (each) {
      return each.offsetParent !== null;
    });
  }

  // The keyboard goes into a dialog that opens, stays in it, and goes back to where it came from.
  function enterDialog(dialog) {
    var title = dialog.querySelector("h1, h2, h3, .font-semibold");
    opener = document.activeElement;
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    if (title) { dialog.setAttribute("aria-label", title.textContent.trim()); }
    window.setTimeout(function () { focusFirst(dialog); }, 50);  // once it is shown
  }

  function focusFirst(dialog) {
    var stops = stopsOf(dialog);
    var field = stops.find(function (each) { return each.matches("input, select, textarea"); });
    if (field || stops[0]) { (field || stops[0]).focus(); }
  }

  function leaveDialog() {
    window.setTimeout(function () { if (opener) { opener.focus(); opener = null; } });
  }

  function keepInside(event, dialog) {
    var stops = stopsOf(dialog), last = stops.length - 1;
    var at = stops.indexOf(document.activeElement);
    if (event.shiftKey ? at <= 0 : at === last || at < 0) {
      event.preventDefault();
      stops[event.shiftKey ? last : 0].focus();
    }
  }

  function watchDialog() {
    var dialog = document.getElementById("modal-content");
    if (!dialog) { return; }
    document.body.addEventListener("htmx:afterSettle", function (event) {
      if (event.detail.target === dialog) {
        enterDialog(dialog);
      } else if (dialog.contains(event.detail.elt)) {
        focusFirst(dialog);  // the form has come again with what is wrong
      }
    });
    document.addEventListener("keydown", function (event) {
      if (!opener || dialog.offsetParent === null) { return; }
      if (event.key === "Escape") { leaveDialog(); }
      if (event.key === "Tab" && stopsOf(dialog).length) { keepInside(event, dialog); }
    });
    dialog.addEventListener("click", function (event) {
      if (event.target.closest("[x-on\\:click]")) { leaveDialog(); }
    });
  }

  // after jQuery has come and what the widgets asked of it before us
  document.addEventListener("DOMContentLoaded", function () {
    nameIcons();
    watchDialog();
    var $ = window.django && window.django.jQuery;
    if (!$) { return; }
    $(nameAll);
    $(document)
      .on("select2:open", function (event) { nameSearch(event.target); })
      .on("select2:select select2:unselect", function (event) { named(event.target); });
  });
  document.addEventListener("formset:added", function () { window.setTimeout(nameAll); });
})();
