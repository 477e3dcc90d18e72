/* /data/kabar/: the middle of the circle, from the telephone's position or by a tap on a map. */
(function () {
  "use strict";

  const DIGITS = 3; // of a degree, some hundred metres: a circle needs no more

  document.getElementById("error-summary")?.focus();

  const form = document.getElementById("alert-form");
  const { point, radius, area } = form.elements;

  function write(lat, lon) {
    point.value = `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;
    area.value = "";
    point.dispatchEvent(new Event("change"));
  }

  function read() {
    const pair = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(point.value);
    return pair ? [Number(pair[1]), Number(pair[2])] : null;
  }

  function offerPosition(place) {
    const button = place.querySelector("button");
    const status = place.querySelector("[role=status]");
    place.hidden = false;
    button.addEventListener("click", () => {
      status.textContent = button.dataset.textWaiting;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          write(coords.latitude, coords.longitude);
          status.textContent = "";
          point.focus();
        },
        () => {
          status.textContent = button.dataset.textFailed;
          point.focus();
        },
        { timeout: 15000, maximumAge: 600000 },
      );
    });
  }

  async function openMap(canvas) {
    const map = await window.geoLapor.createMap(canvas, {});
    let circle = null;
    const draw = (move) => {
      const at = read();
      if (circle) circle.remove();
      circle = at && window.L.circle(at, { radius: 1000 * Number(radius.value), className: "alert-circle" }).addTo(map);
      if (circle && move) map.fitBounds(circle.getBounds(), { padding: [24, 24] });
    };
    map.on("click", ({ latlng }) => write(latlng.lat, latlng.lng));
    point.addEventListener("change", () => draw(false));
    radius.addEventListener("change", () => draw(true));
    draw(true);
    canvas.dataset.ready = "true";
  }

  const holder = document.getElementById("alert-map-holder");
  holder.hidden = false;
  holder.addEventListener("toggle", () => openMap(document.getElementById("alert-map")), { once: true });
  if (navigator.geolocation) offerPosition(document.querySelector("[data-here]"));
})();
