// The point picker of the admin: click, drag or paste; the form's lat and lon hold the answer.
(function () {
  "use strict";

  function tiles(layer, key) {
    return L.tileLayer(
      "https://t{s}.tianditu.gov.cn/" + layer + "_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=" + layer +
      "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=" + encodeURIComponent(key),
      { subdomains: "01234567", maxZoom: 18 }
    );
  }

  function label(place) {
    var text = document.createElement("span");
    text.textContent = place.name;
    return L.marker([place.lat, place.lon], {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: place.city ? "place place-city" : "place", html: text, iconSize: null, iconAnchor: [-6, 9] })
    });
  }

  // Counties are named from the zoom on at which their names do not cover each other.
  function drawPlaces(map, places) {
    var counties = L.layerGroup();
    places.forEach(function (place) {
      L.circleMarker([place.lat, place.lon], {
        radius: place.city ? 4 : 2, stroke: false, fillColor: "#8f857a", fillOpacity: 1, interactive: false
      }).addTo(map);
      label(place).addTo(place.city ? map : counties);
    });
    function show() { if (map.getZoom() >= 9) { counties.addTo(map); } else { counties.remove(); } }
    map.on("zoomend", show);
    show();
  }

  function start(box) {
    var frame = box.querySelector(".point-picker-map");
    var note = box.querySelector(".point-picker-note");
    var form = box.closest("form");
    var pasted = box.querySelector("input");
    var lat = form.elements.namedItem("lat"), lon = form.elements.namedItem("lon");
    var datum = form.elements.namedItem("pasted_datum");
    var map = L.map(frame, { zoomControl: false, minZoom: 6, maxZoom: 18, attributionControl: false });
    var marker = null;

    L.control.zoom({ zoomInTitle: frame.dataset.zoomIn, zoomOutTitle: frame.dataset.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    if (box.dataset.tianditu) {
      tiles("vec", box.dataset.tianditu).addTo(map);
      tiles("cva", box.dataset.tianditu).addTo(map);
    } else {
      drawPlaces(map, JSON.parse(box.querySelector('script[type="application/json"]').textContent));
    }

    function say(text) { note.textContent = text || ""; note.hidden = !text; }
    function put(point) {
      if (!marker) {
        // Drawn by CSS: Leaflet guesses the address of its picture, and guesses wrong with hashed names.
        marker = L.marker(point, {
          draggable: true, icon: L.divIcon({ className: "point-pin", iconSize: [26, 26], iconAnchor: [13, 31] })
        }).addTo(map);
        marker.on("dragend", function () { take(marker.getLatLng()); });
      }
      marker.setLatLng(point);
    }
    function write(point) {
      lat.value = point.lat.toFixed(6);
      lon.value = point.lng.toFixed(6);
      lat.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function take(point) { pasted.value = ""; say(""); write(point); put(point); }
    function typed() {
      var point = [parseFloat(lat.value), parseFloat(lon.value)];
      if (isFinite(point[0]) && isFinite(point[1])) { put(point); return point; }
      return null;
    }
    function convert() {
      if (!pasted.value.trim()) { say(""); return; }
      var query = new URLSearchParams({ text: pasted.value, datum: datum.value });
      fetch(box.dataset.convert + "?" + query, { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (found) {
          if (found.detail) { say(found.detail); return; }
          var point = L.latLng(found.lat, found.lon);
          say("");
          write(point);
          put(point);
          map.setView(point, Math.max(map.getZoom(), 14));
        });
    }

    map.on("click", function (event) { take(event.latlng); });
    pasted.addEventListener("change", convert);
    datum.addEventListener("change", convert);
    lat.addEventListener("input", typed);
    lon.addEventListener("input", typed);

    var there = typed();
    if (there) { map.setView(there, 11); } else { map.setView([25.9, 118.3], 7); }
    // The map may lie in a tab that is opened later; it has no size until then.
    new ResizeObserver(function () {
      map.invalidateSize();
      var point = typed();
      if (point) { map.setView(point, map.getZoom(), { animate: false }); }
    }).observe(frame);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".point-picker").forEach(start);
  });
})();
