/* /titik-rawan/: puts our base map and controls under what folium drew. */
(function () {
  "use strict";

  const frame = document.getElementById("hotspots");
  const map = window[frame.dataset.map];
  geoLapor.addBaseLayers(map, frame);
  L.control.zoom({ zoomInTitle: frame.dataset.textZoomIn, zoomOutTitle: frame.dataset.textZoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);

  // Folium's control has no name for those who cannot see it
  const layers = frame.querySelector(".leaflet-control-layers-list");
  layers?.setAttribute("role", "group");
  layers?.setAttribute("aria-label", frame.dataset.textLayers);

  const filters = document.querySelector(".filters");
  if (filters && window.matchMedia("(width >= 62rem)").matches) filters.open = true;
  const province = document.getElementById("id_province");
  province?.addEventListener("change", () => document.getElementById("id_regency")?.replaceChildren());
})();
