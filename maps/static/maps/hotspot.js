/* The outline of a hotspot and the places of its reports on the base map. The list below the map holds the same. */
(function () {
  "use strict";

  const canvas = document.getElementById("hotspot-map");
  if (!canvas) return;

  async function draw() {
    const map = await window.geoLapor.createMap(canvas, {});
    const outline = window.L.geoJSON(JSON.parse(canvas.dataset.outline), {
      style: { className: "hotspot-outline" },
      interactive: false,
    }).addTo(map);
    for (const at of JSON.parse(canvas.dataset.points)) {
      window.L.circleMarker(at, { radius: 5, className: "hotspot-point", interactive: false }).addTo(map);
    }
    map.fitBounds(outline.getBounds(), { padding: [40, 40], maxZoom: 13 });
    canvas.dataset.ready = "true";
  }

  draw().catch(() => {}); // the outline is told in words, too
})();
