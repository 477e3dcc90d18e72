/* What was reported before near the pin, as soon as category and place are known. A hint: it never stands in the way. */
(function () {
  "use strict";

  const { settings, later, form } = window.geoLapor;
  const holder = document.getElementById("similar");
  const ASKED = ["category", "place_choice", "coordinates", "lon", "lat", "point_source", "accuracy_m"];
  let asked = "";

  async function ask() {
    const said = new FormData(form);
    const query = new URLSearchParams();
    for (const name of ASKED) if (said.get(name)) query.set(name, said.get(name));
    const known = query.has("category") && (query.has("coordinates") || query.has("lat") || query.has("place_choice"));
    if (query.toString() === asked) return;
    asked = query.toString();
    if (!known) {
      holder.replaceChildren();
      return;
    }
    try {
      const response = await fetch(`${settings.similar}?${query}`);
      const html = response.ok ? await response.text() : "";
      if (query.toString() === asked) holder.innerHTML = html;
    } catch {
      // Without a connection there is no hint; the report goes its way.
    }
  }

  form.addEventListener("answered", later(ask, 300));
  form.addEventListener("change", later(ask, 600));
})();
