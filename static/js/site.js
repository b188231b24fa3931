// Conveniences only: every page works without this file.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // "Near me": ask the browser for its position and send the form with it. Four decimals are
  // ten metres, enough for a walk.
  function locate(button) {
    var form = button.form;
    var status = form.querySelector("[data-locate-status]");
    if (!navigator.geolocation) {
      status.textContent = button.dataset.unavailable;
      return;
    }
    status.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      function (position) {
        var near = form.elements.near;
        near.value = position.coords.latitude.toFixed(4) + "," + position.coords.longitude.toFixed(4);
        status.textContent = "";
        button.setAttribute("aria-pressed", "true");
        form.requestSubmit();
      },
      function () { status.textContent = button.dataset.denied; },
      { maximumAge: 120000, timeout: 10000 }
    );
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-locate]");
    if (button) {
      event.preventDefault();
      if (button.getAttribute("aria-pressed") === "true") {
        button.form.elements.near.value = "";
        button.setAttribute("aria-pressed", "false");
        button.form.requestSubmit();
      } else {
        locate(button);
      }
    }
  });

  // Share the page by the phone's own sheet, or else put its address on the clipboard.
  document.querySelectorAll("[data-share]").forEach(function (button) {
    var address = location.origin + location.pathname;
    button.addEventListener("click", function () {
      if (navigator.share) {
        navigator.share({ title: document.title, url: address }).catch(function () {});
      } else if (navigator.clipboard) {
        navigator.clipboard.writeText(address).then(function () {
          button.nextElementSibling.textContent = button.dataset.copied;
        });
      }
    });
    if (!navigator.share && !navigator.clipboard) { button.parentElement.hidden = true; }
  });

  // An address that is shown once goes to the clipboard; where the browser has none for this
  // page, it is selected for the reader's own hands.
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var status = button.parentElement.parentElement.querySelector("[data-copy-status]");
    function copied() { status.textContent = button.dataset.copied; }
    button.addEventListener("click", function () {
      field.focus();
      field.select();
      if (navigator.clipboard) {
        navigator.clipboard.writeText(field.value).then(copied, function () {});
      } else if (document.execCommand("copy")) {
        copied();
      }
    });
  });

  // A second tap on a slow line must not send a form twice.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 5000);
  });
  // Who comes back to the page by the browser may send its form at once.
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(document.forms, function (form) { delete form.dataset.sent; });
  });

  // The door check sends the position of the phone; without one the server says what to do.
  document.querySelectorAll("form[data-place]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.elements.lat.value || !navigator.geolocation) { return; }
      event.preventDefault();
      event.stopPropagation();
      navigator.geolocation.getCurrentPosition(
        function (position) {
          form.elements.lat.value = position.coords.latitude.toFixed(6);
          form.elements.lon.value = position.coords.longitude.toFixed(6);
          form.submit();
        },
        function () { form.submit(); },
        { enableHighAccuracy: true, timeout: 15000 }
      );
    });
  });

  // The chosen day or kind of a sliding row is brought into view, without moving the page.
  document.querySelectorAll(".days [aria-current], .chips.scroll :checked").forEach(function (current) {
    var item = current.closest("li");
    var row = item.parentElement;
    row.scrollLeft = item.offsetLeft - row.offsetLeft - (row.clientWidth - item.offsetWidth) / 2;
  });

  var errors = document.querySelector(".notice.error[role=alert]");
  if (errors) { errors.focus(); }
})();
