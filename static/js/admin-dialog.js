// The keyboard goes into a dialog of the admin that opens, stays in it, and goes back to where it
// came from.
(function () {
  "use strict";

  var STOPS = "a[href], button, input:not([type=hidden]), select, textarea";
  var opener = null;

  function stopsOf(dialog) {
    return Array.prototype.filter.call(dialog.querySelectorAll(STOPS), function (each) {
      return each.offsetParent !== null;
    });
  }

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

  document.addEventListener("DOMContentLoaded", watchDialog);
})();
