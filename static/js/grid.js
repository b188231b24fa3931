// The grid of spaces: lays the day's list out by time where there is room, moves through it by
// keys, shows a booking beside it, and takes in what has changed once a minute.
(function () {
  "use strict";

  var grid = document.getElementById("grid");
  if (!grid) return;
  var peek = document.getElementById("grid-peek");
  var toggle = document.getElementById("grid-switch");
  var wide = window.matchMedia("(min-width: 64rem)");
  var DAY = 1440, LANE = 24, cameFrom = null, current = null, tag = null;
  var isWeek = grid.classList.contains("grid-week");

  function all(selector, root) {
    return Array.prototype.slice.call((root || grid).querySelectorAll(selector));
  }

  // ---- times across ----

  function reach() {
    var first = Number(grid.dataset.opens) * 60, last = Number(grid.dataset.closes) * 60;
    all(".busy:not(.busy-f)").forEach(function (item) {
      first = Math.min(first, Math.max(0, Number(item.dataset.from)));
      last = Math.max(last, Math.min(DAY, Number(item.dataset.to)));
    });
    return { first: Math.floor(first / 60) * 60, last: Math.ceil(last / 60) * 60 };
  }

  function percent(minute, range) {
    return (100 * (minute - range.first)) / (range.last - range.first) + "%";
  }

  function place(element, from, to, range) {
    var start = Math.max(from, range.first), end = Math.min(to, range.last);
    element.style.left = percent(start, range);
    element.style.width = (100 * Math.max(end - start, 0)) / (range.last - range.first) + "%";
  }

  // Bookings of places may run beside each other: each goes to the first lane that is free.
  function lanesOf(items) {
    var ends = [];
    items.forEach(function (item) {
      var from = Number(item.dataset.from), lane = 0;
      while (lane < ends.length && ends[lane] > from) lane += 1;
      ends[lane] = Number(item.dataset.to);
      item.lane = lane;
    });
    return Math.max(ends.length, 1);
  }

  function layRow(row, opened, range) {
    var list = row.querySelector(".grid-busy"), items = all(".busy", list), lanes = lanesOf(items);
    var height = lanes > 1 ? LANE : 36, at = range.first;
    list.style.minHeight = lanes * height + 4 + "px";
    opened.concat([[range.last, range.last]]).forEach(function (span) {
      if (span[0] > at) {
        var shut = document.createElement("div");
        shut.className = "grid-shut";
        shut.setAttribute("aria-hidden", "true");
        place(shut, at, span[0], range);
        list.insertBefore(shut, list.firstChild);
      }
      at = Math.max(at, span[1]);
    });
    items.forEach(function (item) {
      var cell = item.parentNode;
      place(cell, Number(item.dataset.from), Number(item.dataset.to), range);
      cell.style.top = item.lane * height + 2 + "px";
      cell.style.height = height + "px";
      item.title = item.textContent;
      item.classList.toggle("tight", cell.offsetWidth < 92);
    });
  }

  function hourRow(range) {
    var row = document.createElement("div"), name = document.createElement("div"), hours = document.createElement("div");
    row.className = "grid-hours";
    row.setAttribute("role", "row");
    name.setAttribute("role", "columnheader");
    name.textContent = grid.dataset.space;
    row.append(name, hours);
    hours.setAttribute("role", "presentation");
    for (var minute = range.first; minute < range.last; minute += 60) {
      var hour = document.createElement("span");
      hour.setAttribute("role", "columnheader");
      hour.textContent = minute / 60 + ":00";
      hour.style.left = percent(minute, range);
      hours.append(hour);
    }
    return row;
  }

  function nowLine(range) {
    if (!("today" in grid.dataset)) return;
    var old = grid.querySelector(".grid-now");
    if (old) old.remove();
    // The clock of Shanghai, wherever the reader's is.
    var shanghai = new Date(Date.now() + 8 * 3600e3), minute = shanghai.getUTCHours() * 60 + shanghai.getUTCMinutes();
    var sample = grid.querySelector(".grid-busy"), hours = grid.querySelector(".grid-hours");
    if (!sample || !hours || minute < range.first || minute > range.last) return;
    var line = document.createElement("div"), word = document.createElement("span"), box = grid.getBoundingClientRect();
    var times = sample.getBoundingClientRect();
    line.className = "grid-now";
    line.setAttribute("aria-hidden", "true");
    word.textContent = grid.dataset.now;
    line.append(word);
    line.style.left = times.left - box.left + (times.width * (minute - range.first)) / (range.last - range.first) + "px";
    line.style.top = hours.offsetHeight + "px";
    line.style.bottom = "0";
    grid.append(line);
  }

  // What each part is in a grid, and what it is in a list.
  var ROLES = [
    [".grid-home", "rowgroup"], [".grid-head", "row"], [".grid-head-cell", "gridcell"], [".grid-rows", "presentation", "list"],
    [".grid-row", "row", "listitem"], [".grid-space", "rowheader"], [".grid-busy", "presentation", "list"], [".grid-busy > div:not(.grid-shut)", "gridcell", "listitem"]
  ];

  function asGrid() {
    var range = reach();
    grid.classList.add("as-grid");
    grid.setAttribute("role", "grid");
    grid.prepend(hourRow(range));
    all(".grid-home").forEach(function (home) {
      var opened = (home.dataset.open.match(/\d+-\d+/g) || []).map(function (span) {
        return span.split("-").map(Number);
      });
      all(".grid-row", home).forEach(function (row) { layRow(row, opened, range); });
    });
    ROLES.forEach(function (pair) {
      all(pair[0]).forEach(function (element) { element.setAttribute("role", pair[1]); });
    });
    all(".grid-none").forEach(function (element) { element.removeAttribute("role"); element.setAttribute("aria-hidden", "true"); });
    nowLine(range);
    rove();
  }

  function asList() {
    grid.classList.remove("as-grid");
    grid.removeAttribute("role");
    all(".grid-hours, .grid-shut, .grid-now").forEach(function (element) { element.remove(); });
    ROLES.forEach(function (pair) {
      all(pair[0]).forEach(function (element) {
        if (pair[2]) element.setAttribute("role", pair[2]); else element.removeAttribute("role");
        element.removeAttribute("style");
      });
    });
    all(".grid-none").forEach(function (element) { element.removeAttribute("aria-hidden"); });
    all(".busy, .grid-space a").forEach(function (item) {
      item.removeAttribute("tabindex");
      item.removeAttribute("title");
    });
  }

  function wanted() {
    try { return localStorage.getItem("grid-as") !== "list"; } catch (_error) { return true; }
  }

  function lay() {
    var grids = !isWeek && wide.matches && wanted();
    if (grid.classList.contains("as-grid")) asList();
    if (grids) asGrid();
    if (isWeek) rove();
    if (toggle) {
      toggle.hidden = isWeek || !wide.matches;
      toggle.textContent = grids ? toggle.dataset.list : toggle.dataset.grid;
    }
  }

  // ---- keys ----

  function rowsOf() {
    return all(isWeek ? "tbody tr" : ".grid-row");
  }

  function cellsOf(row) {
    return all(isWeek ? "td a" : ".grid-space a, .busy", row);
  }

  function rove() {
    var cells = all(isWeek ? "td a" : ".grid-space a, .busy");
    cells.forEach(function (cell) { cell.tabIndex = -1; });
    current = cells.indexOf(current) >= 0 ? current : cells[0] || null;
    if (current) current.tabIndex = 0;
  }

  function go(cell) {
    if (!cell) return;
    if (current) current.tabIndex = -1;
    current = cell;
    cell.tabIndex = 0;
    cell.focus();
  }

  // The cell of a row that lies at the same time as this one; its name where this is a name.
  function beside(cell, row) {
    var cells = cellsOf(row), own = cellsOf(cell.closest(isWeek ? "tr" : ".grid-row"));
    if (isWeek) return cells[own.indexOf(cell)];
    if (!cell.dataset.from) return cells[0];
    var from = Number(cell.dataset.from), best = null, least = Infinity;
    cells.slice(1).forEach(function (other) {
      var a = Number(other.dataset.from), b = Number(other.dataset.to);
      var away = from < a ? a - from : from >= b ? from - b + 1 : 0;
      if (away < least) { least = away; best = other; }
    });
    return best || cells[0];
  }

  var STEPS = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };

  function onKey(event) {
    var cell = event.target.closest(isWeek ? "td a" : ".grid-space a, .busy");
    if (!cell || !(isWeek || grid.classList.contains("as-grid")) || event.altKey || event.metaKey) return;
    var rows = rowsOf(), row = cell.closest(isWeek ? "tr" : ".grid-row"), cells = cellsOf(row), number = rows.indexOf(row);
    var next = null;
    if (event.key in STEPS) {
      next = beside(cell, rows[Math.min(Math.max(number + STEPS[event.key], 0), rows.length - 1)]);
    } else if (event.key === "ArrowRight") next = cells[cells.indexOf(cell) + 1] || cell;
    else if (event.key === "ArrowLeft") next = cells[cells.indexOf(cell) - 1] || cell;
    else if (event.key === "Home") next = event.ctrlKey ? cellsOf(rows[0])[0] : cells[0];
    else if (event.key === "End") next = event.ctrlKey ? cellsOf(rows[rows.length - 1])[0] : cells[cells.length - 1];
    else return;
    event.preventDefault();
    go(next);
  }

  // ---- a booking beside the grid ----

  function open(link) {
    cameFrom = link;
    window.htmx.ajax("GET", link.href.replace(/change\/$/, "peek/"), { target: peek, swap: "innerHTML" }).then(function () {
      peek.hidden = false;
      var title = peek.querySelector("h2");
      if (title) title.focus();
    });
  }

  function close() {
    if (!peek || peek.hidden) return;
    peek.hidden = true;
    peek.textContent = "";
    if (cameFrom && cameFrom.isConnected) cameFrom.focus();
  }

  grid.addEventListener("click", function (event) {
    var link = event.target.closest("a.busy:not(.busy-f)");
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (grid.classList.contains("as-grid")) go(link);
    open(link);
  });
  grid.addEventListener("keydown", onKey);
  grid.addEventListener("focusin", function (event) {
    var cell = event.target.closest(".busy, .grid-space a, td a");
    if (cell && cell !== current && cell.tabIndex === -1) {
      if (current) current.tabIndex = -1;
      current = cell;
      cell.tabIndex = 0;
    }
  });
  if (peek) {
    peek.addEventListener("click", function (event) {
      if (event.target.closest(".grid-peek-close")) close();
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") close();
    });
  }

  // ---- what has changed ----

  function refresh() {
    fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById("grid");
      var busy = grid.contains(document.activeElement) || (peek && !peek.hidden);
      if (!fresh || busy) { tag = null; return; }
      grid.innerHTML = fresh.innerHTML;
      current = null;
      grid.classList.remove("as-grid");
      lay();
    });
  }

  function poll() {
    if (document.hidden) return;
    fetch(grid.dataset.poll, { cache: "no-cache" }).then(function (answer) {
      var now = answer.ok ? answer.headers.get("ETag") : tag;
      if (tag && now !== tag) refresh();
      tag = now;
    }).catch(function () { /* offline: the next minute tries again */ });
  }

  if (toggle) {
    toggle.addEventListener("click", function () {
      try { localStorage.setItem("grid-as", grid.classList.contains("as-grid") ? "list" : "grid"); } catch (_error) { /* private mode */ }
      lay();
    });
  }
  all(".grid-print", document).forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  window.addEventListener("beforeprint", function () { if (grid.classList.contains("as-grid")) asList(); });
  window.addEventListener("afterprint", lay);
  wide.addEventListener("change", lay);
  lay();
  poll();
  setInterval(poll, 60000);
})();
