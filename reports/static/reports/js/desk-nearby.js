/* Tasks near me: the telephone's position fills the form; the map shows what the list says. */
(function () {
  "use strict";

  const DIGITS = 5; // of a degree: about a metre

  const form = document.getElementById("nearby-form");
  const button = form.querySelector("[data-locate]");
  const said = form.querySelector("[data-locate-said]");

  button.addEventListener("click", () => {
    if (!navigator.geolocation) {
      said.textContent = button.dataset.textFailed;
      return;
    }
    said.textContent = button.dataset.textWaiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.near.value = `${coords.latitude.toFixed(DIGITS)}, ${coords.longitude.toFixed(DIGITS)}`;
        form.submit();
      },
      () => {
        said.textContent = button.dataset.textFailed;
        form.elements.near.focus();
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  });

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  async function draw(frame) {
    const [lon, lat] = read("task-here");
    const marks = read("task-marks");
    const map = await window.geoLapor.createMap(frame, { center: [lat, lon], zoom: 11 });
    const here = window.L.divIcon({ className: "here-mark", iconSize: [18, 18] });
    window.L.marker([lat, lon], { icon: here, keyboard: false, interactive: false }).addTo(map);
    for (const [index, mark] of marks.entries()) {
      const icon = window.L.divIcon({ className: `task-mark theme-${mark.theme}`, html: String(index + 1), iconSize: [28, 28] });
      const title = `${index + 1}. ${mark.name}, ${mark.number}`;
      window.L.marker([mark.lat, mark.lon], { icon, title, alt: title, zIndexOffset: -index * 100 })
        .addTo(map)
        .on("click", () => location.assign(mark.url));
    }
    const points = [[lat, lon], ...marks.map((mark) => [mark.lat, mark.lon])];
    map.fitBounds(points, { padding: [30, 30], maxZoom: 14, animate: false });
  }

  const frame = document.getElementById("task-map");
  if (frame) draw(frame);
})();
