/* A report's place on the map: a pin, or the cell that is all the public may know. */
(function () {
  "use strict";

  const canvas = document.getElementById("report-map");
  if (!canvas) return;
  const { lat, lon, cell } = canvas.dataset;
  const opener = document.getElementById("open-map");
  const holder = document.getElementById("map-holder");
  const at = [Number(lat), Number(lon)];

  async function open() {
    opener.hidden = true;
    holder.hidden = false;
    const map = await window.geoLapor.createMap(canvas, { center: at, zoom: 9 });
    const svg = document.getElementById("pin-shape").content.firstElementChild.outerHTML;
    if (cell) {
      const area = window.L.circle(at, { radius: Number(cell) / 2, className: "cell" }).addTo(map);
      map.fitBounds(area.getBounds(), { padding: [24, 24] });
    } else {
      const icon = window.L.divIcon({ className: "pin", html: svg, iconSize: [44, 52], iconAnchor: [22, 50] });
      window.L.marker(at, { icon, keyboard: false, interactive: false }).addTo(map);
    }
    canvas.dataset.ready = "true";
  }

  opener.addEventListener("click", open);
  opener.hidden = false;
  const line = navigator.connection;
  if (!line || (!line.saveData && line.effectiveType === "4g")) open();
})();
