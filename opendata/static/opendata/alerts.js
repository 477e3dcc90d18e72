/* /data/kabar/: the telephone's position becomes the middle of the circle. */
(function () {
  "use strict";

  const DIGITS = 3; // of a degree, some hundred metres: a circle needs no more

  const place = document.querySelector("[data-here]");
  if (!place || !navigator.geolocation) return;
  const button = place.querySelector("button");
  const status = place.querySelector("[role=status]");
  const { form } = button;
  place.hidden = false;

  button.addEventListener("click", () => {
    status.textContent = button.dataset.textWaiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.point.value = `${coords.latitude.toFixed(DIGITS)}, ${coords.longitude.toFixed(DIGITS)}`;
        form.elements.area.value = "";
        status.textContent = "";
        form.elements.point.focus();
      },
      () => {
        status.textContent = button.dataset.textFailed;
        form.elements.point.focus();
      },
      { timeout: 15000, maximumAge: 600000 },
    );
  });
})();
