/* Beside the form of a rule: a map on request, on which a tap chooses the point to ask about. */
(function () {
  "use strict";

  const DIGITS = 5; // a metre

  function point(field) {
    const pair = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(field.value);
    return pair ? [Number(pair[1]), Number(pair[2])] : null;
  }

  async function open(holder) {
    const field = document.getElementById(holder.dataset.mapFor);
    const map = await window.geoLapor.createMap(holder.querySelector(".map"), {});
    let mark = null;
    const put = (lat, lon) => {
      if (mark) mark.remove();
      mark = window.L.circleMarker([lat, lon], { radius: 8, color: "#a8430b", fillOpacity: 0.6 }).addTo(map);
    };
    const typed = point(field);
    if (typed) {
      map.setView(typed, 9);
      put(...typed);
    }
    map.on("click", ({ latlng }) => {
      field.value = `${latlng.lat.toFixed(DIGITS)}, ${latlng.lng.toFixed(DIGITS)}`;
      put(latlng.lat, latlng.lng);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const holder of document.querySelectorAll("[data-map-for]")) {
      holder.addEventListener("toggle", () => open(holder), { once: true });
    }
  });
})();
