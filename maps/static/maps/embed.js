/* /titik-rawan/sematan/: our base map and controls under what folium drew. */
(function () {
  "use strict";

  const frame = document.getElementById("embed");
  const map = window[frame.dataset.map];
  if (frame.dataset.tiles) geoLapor.addBaseLayers(map, frame);
  L.control.zoom({ zoomInTitle: frame.dataset.textZoomIn, zoomOutTitle: frame.dataset.textZoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);

  // The frame has its size only when everything around the map has: until somebody moves it, it shows all that it is of
  const box = JSON.parse(frame.dataset.box);
  let moved = false;
  for (const touch of ["pointerdown", "keydown"]) {
    frame.addEventListener(touch, () => {
      moved = true;
    });
  }
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!moved) map.fitBounds(box, { animate: false });
  }).observe(frame);

  // A page that scrolls past the frame must not be caught by it
  map.scrollWheelZoom.disable();
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur mouseout", () => map.scrollWheelZoom.disable());

  // Beside the map it takes nothing from it
  document.querySelector(".embed__legend").open = window.matchMedia("(width >= 40rem) and (height >= 22rem)").matches;
})();
