/* /titik-rawan/banding/: both maps on paper. A map has the size of its frame, so they are drawn anew before. */
(function () {
  "use strict";

  const PATIENCE_MS = 6000;
  const STEP_MS = 100;
  const button = document.querySelector("[data-print]");
  const frames = [...document.querySelectorAll("[data-hotspot-map]")];
  if (!button || !frames.length) return;
  const maps = frames.map((frame) => window[frame.dataset.hotspotMap]);
  button.hidden = false;

  function loading(map) {
    let found = false;
    map.eachLayer((layer) => {
      found ||= layer instanceof L.GridLayer && layer.isLoading();
    });
    return found;
  }

  async function drawn() {
    for (let waited = 0; waited < PATIENCE_MS && maps.some(loading); waited += STEP_MS) {
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  }

  let before = null; // what was seen on the screen

  function resize(printing) {
    document.body.classList.toggle("printing", printing);
    for (const map of maps) map.invalidateSize({ animate: false });
  }

  button.addEventListener("click", async () => {
    const [first] = maps;
    before = [first.getCenter(), first.getZoom()];
    const bounds = first.getBounds();
    resize(true);
    first.fitBounds(bounds, { animate: false });
    await drawn();
    window.print();
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    resize(false);
    maps[0].setView(...before, { animate: false });
    before = null;
  });
})();
