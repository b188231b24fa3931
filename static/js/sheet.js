// The sheet's own print button.
document.querySelectorAll(".print").forEach(function (button) {
  "use strict";
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});
