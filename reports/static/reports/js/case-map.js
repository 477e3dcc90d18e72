/* The place of a case with how exact it is and what else was reported nearby; and the pin that can be moved. */
(function () {
  "use strict";

  const NUDGE = 4; // pixels; with Shift five times as far
  const CLOSE = 12;

  function pin() {
    const svg = document.getElementById("pin-shape").content.firstElementChild.outerHTML;
    return window.L.divIcon({ className: "pin", html: svg, iconSize: [44, 52], iconAnchor: [22, 50] });
  }

  async function nearby(map, address) {
    const response = await fetch(address);
    if (!response.ok) return;
    const { cases } = await response.json();
    const holder = document.getElementById("nearby");
    if (!cases.length || !holder) return;
    holder.hidden = false;
    holder.querySelector("[data-nearby-count]").textContent = `(${cases.length})`;
    const list = holder.querySelector("[data-nearby]");
    for (const one of cases) {
      const said = `${one.number}: ${one.category}, ${one.state}`;
      const icon = window.L.divIcon({ className: "", html: '<span class="near-mark"></span>', iconSize: [16, 16] });
      const mark = window.L.marker([one.lat, one.lon], { icon, title: said, alt: said }).addTo(map);
      mark.on("click", () => location.assign(one.url));
      const link = document.createElement("a");
      link.href = one.url;
      link.textContent = one.number;
      const item = document.createElement("li");
      item.append(link, ` ${one.category}, ${one.state}`);
      list.append(item);
    }
  }

  async function showCase(canvas) {
    const { lat, lon, accuracy, cell, publicLat, publicLon, nearby: address } = canvas.dataset;
    const at = [Number(lat), Number(lon)];
    const map = await window.geoLapor.createMap(canvas, { center: at, zoom: CLOSE, scrollWheelZoom: false });
    if (accuracy) window.L.circle(at, { radius: Number(accuracy), className: "accuracy", interactive: false }).addTo(map);
    if (cell) {
      const centre = [Number(publicLat), Number(publicLon)];
      window.L.circle(centre, { radius: Number(cell) / 2, className: "public-cell", interactive: false }).addTo(map);
    }
    window.L.marker(at, { icon: pin(), keyboard: false, interactive: false, zIndexOffset: 1000 }).addTo(map);
    canvas.dataset.ready = "true";
    nearby(map, address).catch(() => {}); // a map without neighbours still serves
  }

  async function move(canvas) {
    const field = canvas.closest("form").elements.namedItem("point");
    const typed = () => {
      const pair = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(field.value);
      return pair ? [Number(pair[1]), Number(pair[2])] : null;
    };
    const first = typed();
    const map = await window.geoLapor.createMap(canvas, first ? { center: first, zoom: CLOSE } : {});
    let marker = null;

    function put(lat, lon) {
      field.value = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      stand(lat, lon);
    }

    function stand(lat, lon) {
      if (!marker) {
        const title = canvas.getAttribute("aria-label");
        marker = window.L.marker([lat, lon], { draggable: true, icon: pin(), title, alt: title }).addTo(map);
        marker.on("drag", () => put(marker.getLatLng().lat, marker.getLatLng().lng));
        marker.getElement().addEventListener("keydown", nudge);
      }
      marker.setLatLng([lat, lon]);
      if (!map.getBounds().contains([lat, lon])) map.panTo([lat, lon]);
    }

    function nudge(event) {
      const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const step = NUDGE * (event.shiftKey ? 5 : 1);
      const from = map.latLngToContainerPoint(marker.getLatLng());
      const to = map.containerPointToLatLng(from.add([way[0] * step, way[1] * step]));
      put(to.lat, to.lng);
    }

    if (first) stand(...first);
    map.on("click", ({ latlng }) => put(latlng.lat, latlng.lng));
    field.addEventListener("change", () => {
      const point = typed();
      if (point) stand(...point);
    });
    canvas.dataset.ready = "true";
  }

  function dress() {
    const moving = document.getElementById("move-map");
    if (moving && !moving.dataset.begun) {
      moving.dataset.begun = "true";
      move(moving).catch(() => {}); // coordinates can be typed
    }
  }

  const canvas = document.getElementById("case-map");
  if (canvas) showCase(canvas).catch(() => {});
  dress();
  document.addEventListener("act:shown", dress);
})();
