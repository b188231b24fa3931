// The map of all homes: dots on an empty frame, or on Tianditu's tiles where a key is set.
(function () {
  "use strict";
  var frame = document.getElementById("map");
  var dots = JSON.parse(document.getElementById("map-dots").textContent);
  var labels = JSON.parse(document.getElementById("map-labels").textContent);

  var map = L.map(frame, { zoomControl: false, zoomSnap: 0.25, zoomDelta: 1, minZoom: 6, maxZoom: 18, attributionControl: false });
  L.control.zoom({ zoomInTitle: frame.dataset.zoomIn, zoomOutTitle: frame.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);

  function tiles(layer, key) {
    return L.tileLayer(
      "https://t{s}.tianditu.gov.cn/" + layer + "_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=" + layer +
      "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=" + encodeURIComponent(key),
      { subdomains: "01234567" }
    );
  }
  var named = false;
  function nameCities() {
    if (named) return;
    named = true;
    labels.forEach(function (place) {
      L.marker([place.lat, place.lon], {
        interactive: false, keyboard: false,
        icon: L.divIcon({ className: "map-city", html: document.createTextNode(place.name).textContent, iconSize: null, iconAnchor: [0, 22] })
      }).addTo(map);
    });
  }
  if (frame.dataset.tiandituKey) {
    // Where tiles don't come, the names of the cities stand in for them.
    tiles("vec", frame.dataset.tiandituKey).on("tileerror", nameCities).addTo(map);
    tiles("cva", frame.dataset.tiandituKey).addTo(map);
  } else {
    nameCities();
  }

  function popup(dot) {
    var box = document.createElement("div");
    var link = document.createElement("a");
    link.href = dot.url;
    link.textContent = dot.name;
    box.append(link, document.createElement("br"), dot.scene + " · " + dot.state);
    return box;
  }
  var bounds = [];
  var markers = [];
  dots.forEach(function (dot) {
    bounds.push([dot.lat, dot.lon]);
    markers.push(L.circleMarker([dot.lat, dot.lon], {
      radius: 5, weight: 2, className: "map-dot", fillOpacity: dot.open ? 0.9 : 1,
      color: dot.open ? "#17663f" : "#6b6258", fillColor: dot.open ? "#2f9463" : "#ffffff"
    }).bindPopup(function () { return popup(dot); }).addTo(map));
  });
  // Dots grow with the zoom, so that a province of them does not cover itself.
  map.on("zoomend", function () {
    var radius = Math.max(4, Math.min(11, map.getZoom() - 3));
    markers.forEach(function (marker) { marker.setRadius(radius); });
  });
  if (bounds.length) { map.fitBounds(bounds, { padding: [24, 24], maxZoom: 12 }); } else { map.setView([25.9, 118.3], 7); }
})();
