/* /titik-rawan/: puts our base map and controls under what folium drew. */
(function () {
  "use strict";

  const frame = document.getElementById("hotspots");
  const map = window[frame.dataset.map];
  geoLapor.addBaseLayers(map, frame);
  L.control.zoom({ zoomInTitle: frame.dataset.textZoomIn, zoomOutTitle: frame.dataset.textZoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);

  /** Circles are drawn for a view of one island; in a view of the whole country they would hide it. */
  function fitCircles() {
    const scale = Math.min(1, 2 ** ((map.getZoom() - 5.5) / 1.4));
    map.eachLayer((layer) => {
      const radius = layer instanceof L.CircleMarker && layer.feature?.properties.r;
      if (radius) layer.setStyle({ weight: scale < 1 ? 0.75 : 1.5 }).setRadius(Math.max(2, radius * scale));
    });
  }

  /** The heat's maxZoom is its scale, but Leaflet's control takes it for the end of the layer and greys its name out. */
  function keepChoices() {
    for (const input of frame.querySelectorAll(".leaflet-control-layers-selector")) input.disabled = false;
  }

  map.on("zoomend baselayerchange", () => {
    fitCircles();
    keepChoices();
  });
  fitCircles();
  keepChoices();

  // Folium's control has no name for those who cannot see it
  const layers = frame.querySelector(".leaflet-control-layers-list");
  layers?.setAttribute("role", "group");
  layers?.setAttribute("aria-label", frame.dataset.textLayers);

  const filters = document.querySelector(".filters");
  if (filters && window.matchMedia("(width >= 62rem)").matches) filters.open = true;
  const province = document.getElementById("id_province");
  province?.addEventListener("change", () => document.getElementById("id_regency")?.replaceChildren());
})();
