/* /titik-rawan/: the telephone's position leads to the district it is in. */
(function () {
  "use strict";

  const DIGITS = 3; // of a degree, some hundred metres: a district needs no more, and logs should not hold more

  const button = document.querySelector("[data-near]");
  const status = document.querySelector("[data-near-status]");
  if (!button || !navigator.geolocation) return;
  const { form } = button;
  button.hidden = false;

  button.addEventListener("click", () => {
    status.textContent = button.dataset.textWaiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.place.value = `${coords.latitude.toFixed(DIGITS)}, ${coords.longitude.toFixed(DIGITS)}`;
        form.submit();
      },
      () => {
        status.textContent = button.dataset.textFailed;
        form.elements.place.focus();
      },
      { timeout: 15000, maximumAge: 600000 },
    );
  });
})();
