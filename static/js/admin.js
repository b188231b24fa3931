// Names for controls that the admin's theme leaves without one: Select2 puts a box of its own in
// the place of a labelled list, what stands in a table has its label at the column's head, and
// icons are words of a font.
(function () {
  "use strict";

  var count = 0;

  // What a screen reader says first: the label on the page, else the name of the column.
  function nameOf(control) {
    var label = control.labels && control.labels[0], cell = control.closest("td[data-label]");
    if (label) {
      if (!label.id) label.id = "label-" + (count += 1);
      return ["aria-labelledby", label.id];
    }
    return cell ? ["aria-label", cell.dataset.label] : null;
  }

  function give(part, name) {
    if (name && part.getAttribute(name[0]) !== name[1]) part.setAttribute(name[0], name[1]);
  }

  function nameBox(list) {
    var box = list.nextElementSibling, name = nameOf(list);
    if (!name || !box || !box.classList.contains("select2")) return;
    // A box for several holds the field that is typed into; any other is the control itself.
    box.querySelectorAll("[role=combobox], [role=searchbox]").forEach(function (part) {
      if (name[0] === "aria-label") part.removeAttribute("aria-labelledby");
      give(part, name);
      ["aria-describedby", "aria-invalid"].forEach(function (about) {
        if (list.hasAttribute(about)) give(part, [about, list.getAttribute(about)]);
      });
      if (list.required) give(part, ["aria-required", "true"]);
    });
    // What is chosen is the box's own value, and no text field in it. The arrow is a word of the
    // icon font, which would be read out.
    box.querySelectorAll(".select2-selection__rendered[role=textbox]").forEach(function (chosen) {
      chosen.removeAttribute("role");
      chosen.removeAttribute("aria-readonly");
    });
    box.querySelectorAll(".select2-selection__arrow").forEach(function (arrow) { give(arrow, ["aria-hidden", "true"]); });
  }

  // The search field and the choices of an open box hang at the end of the page.
  function nameOpen(choices) {
    var list = document.getElementById(choices.id.slice("select2-".length, -"-results".length));
    var frame = choices.closest(".select2-dropdown"), name = list && nameOf(list);
    if (!frame) return;
    frame.querySelectorAll("[role=searchbox], [role=listbox]").forEach(function (part) { give(part, name); });
  }

  function nameInTable(control) {
    if (control.type === "hidden" || control.getAttribute("aria-label")) return;
    if (control.labels && !control.labels.length) give(control, nameOf(control));
  }

  function nameAll() {
    document.querySelectorAll(".select2-hidden-accessible").forEach(nameBox);
    document.querySelectorAll(".select2-results__options[id]").forEach(nameOpen);
    document.querySelectorAll("td[data-label] :is(input, select, textarea)").forEach(nameInTable);
    nameIcons();
  }

  function saysOnlyIcons(control) {
    var rest = control.cloneNode(true);
    rest.querySelectorAll(".material-symbols-outlined").forEach(function (icon) { icon.remove(); });
    return !control.title && rest.textContent.trim() === "";
  }

  function nameIcons() {
    var names = document.getElementById("icon-names");
    document.querySelectorAll(".material-symbols-outlined:not([aria-hidden])").forEach(function (icon) {
      var control = icon.closest("a, button, label");
      var name = names && names.dataset[icon.textContent.trim()];
      icon.setAttribute("aria-hidden", "true");
      if (name && control && saysOnlyIcons(control)) {
        control.setAttribute("aria-label", name);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
