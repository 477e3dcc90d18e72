/* Where it is: search by name, GPS, pin on the map, and the live answer which area that is. */
(function () {
  "use strict";

  const { settings, fill, later, make, form } = window.geoLapor;
  const { text } = settings;
  const field = (name) => form.elements.namedItem(name);
  const answer = document.getElementById("place-answer");
  const hits = document.getElementById("place-hits");
  const status = document.getElementById("place-status");
  const canvas = document.getElementById("map");
  const opener = document.getElementById("open-map");
  const holder = document.getElementById("map-holder");
  const ASKED = ["category", "place_choice", "coordinates", "point_source", "accuracy_m", "permit_issuer", "crossing", "on"];
  const NUDGE = 4; // pixels; with Shift five times as far
  const POOR_METRES = 100;
  const VILLAGE_ZOOM = 11; // closer in, the base map has nothing left to recognise

  let map = null;
  let opening = null;
  let marker = null;
  let circle = null;
  let asking = null;
  let shown = ""; // the answer as the server sent it

  /* --- the live answer: the server's own words for what stands in the form -------------------------------------- */

  function say(message, tone) {
    shown = "";
    answer.replaceChildren(...(message ? [make("p", { class: "answer", "data-tone": tone }, message)] : []));
    form.dispatchEvent(new Event("answered"));
  }

  async function ask() {
    if (asking) asking.abort();
    const typed = new FormData(form);
    const query = new URLSearchParams(ASKED.map((name) => [name, typed.get(name) || ""]).filter(([, value]) => value));
    if (!query.has("coordinates") && !query.has("place_choice")) return say("", "sure");
    asking = new AbortController();
    try {
      const response = await fetch(`${settings.answer}?${query}`, { signal: asking.signal });
      if (!response.ok) throw new Error(response.statusText);
      const told = await response.text();
      if (told === shown && answer.childElementCount) return; // nothing to read aloud again
      const unfolded = Boolean(answer.querySelector("details[open]"));
      answer.innerHTML = shown = told;
      const folded = answer.querySelector("details");
      if (folded) folded.open = unfolded;
      form.dispatchEvent(new Event("answered"));
    } catch (error) {
      if (error.name !== "AbortError") say(text.offline, "doubtful");
    }
  }

  const askSoon = later(ask, 300);
  form.addEventListener("change", (event) => {
    if (["category", "permit_issuer", "crossing", "on"].includes(event.target.name)) askSoon();
  });

  /* --- the point ---------------------------------------------------------------------------------------------- */

  /** Take a point (degrees, WGS 84) into the form; `source` as in the form's point_source. */
  function setPoint(lat, lon, source, accuracy) {
    const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
    field("coordinates").value = `${lat.toFixed(6)}, ${wrapped.toFixed(6)}`;
    field("point_source").value = source;
    field("accuracy_m").value = accuracy ? Math.round(accuracy) : "";
    showPin(lat, wrapped, accuracy);
    if (!answer.textContent.trim()) say(text.searching, "sure");
    askSoon();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("placed"));
  }

  /** The point that stands in the form, if it is plain decimal degrees. */
  function typedPoint() {
    const pair = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(field("coordinates").value);
    if (!pair || Math.abs(pair[1]) > 90) return null;
    return { lat: Number(pair[1]), lon: Number(pair[2]) };
  }

  field("coordinates").addEventListener("change", () => {
    const point = typedPoint();
    if (point) setPoint(point.lat, point.lon, "coordinates", null);
    else askSoon();
    if (point && map) map.setView([point.lat, point.lon], Math.max(map.getZoom(), VILLAGE_ZOOM));
  });

  /* --- the map ------------------------------------------------------------------------------------------------ */

  function pinIcon() {
    const svg = document.getElementById("pin-shape").content.firstElementChild.outerHTML;
    return window.L.divIcon({ className: "pin", html: svg, iconSize: [44, 52], iconAnchor: [22, 50] });
  }

  function nudge(event) {
    const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const step = NUDGE * (event.shiftKey ? 5 : 1);
    const from = map.latLngToContainerPoint(marker.getLatLng());
    const to = map.containerPointToLatLng(from.add([way[0] * step, way[1] * step]));
    setPoint(to.lat, to.lng, "map", null);
  }

  function showPin(lat, lon, accuracy) {
    if (!map) return;
    if (!marker) {
      marker = window.L.marker([lat, lon], { draggable: true, icon: pinIcon(), title: text.pin, alt: text.pin }).addTo(map);
      marker.on("drag", () => {
        const at = marker.getLatLng();
        setPoint(at.lat, at.lng, "map", null);
      });
      marker.getElement().addEventListener("keydown", nudge);
    }
    marker.setLatLng([lat, lon]);
    if (circle) circle.remove();
    circle = accuracy ? window.L.circle([lat, lon], { radius: accuracy, className: "accuracy" }).addTo(map) : null;
    if (!map.getBounds().contains([lat, lon])) map.panTo([lat, lon]);
  }

  async function openMap() {
    if (opening) return opening;
    holder.hidden = false;
    opener.hidden = true;
    opening = window.geoLapor.createMap(canvas, {}).then((made) => {
      map = made;
      map.on("click", ({ latlng }) => {
        setPoint(latlng.lat, latlng.lng, "map", null);
        // A finger on a map of the country covers a whole district: come closer, for a second and better tap
        if (map.getZoom() >= VILLAGE_ZOOM) return;
        map.setView(latlng, Math.min(VILLAGE_ZOOM, map.getZoom() + 3));
        status.textContent = text.comeCloser;
        status.dataset.tone = "doubtful";
      });
      const point = typedPoint();
      if (point) {
        map.setView([point.lat, point.lon], VILLAGE_ZOOM);
        showPin(point.lat, point.lon, Number(field("accuracy_m").value) || null);
      }
      canvas.dataset.ready = "true";
      return map;
    }).catch(() => {
      opening = null;
      holder.hidden = true;
      opener.hidden = false;
      status.textContent = text.noMap;
    });
    return opening;
  }

  opener.addEventListener("click", () => openMap().then(() => canvas.focus()));
  document.getElementById("pin-centre").addEventListener("click", async () => {
    await openMap();
    if (!map) return;
    const centre = map.getCenter();
    setPoint(centre.lat, centre.lng, "map", null);
    marker.getElement().focus();
  });

  if (window.geoLapor.bandwidthAllows() && form.dataset.placeForm !== "map-on-request") {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      openMap();
    }, { rootMargin: "200px" });
    seen.observe(document.getElementById("place"));
  }

  /* --- GPS ---------------------------------------------------------------------------------------------------- */

  const gps = document.getElementById("use-gps");
  if (!navigator.geolocation) gps.hidden = true;
  gps.addEventListener("click", () => {
    status.textContent = text.gpsWait;
    gps.disabled = true;
    const done = async (position) => {
      gps.disabled = false;
      const { latitude, longitude, accuracy } = position.coords;
      const poor = accuracy > POOR_METRES;
      status.textContent = fill(poor ? text.gpsPoor : text.gpsGood, { metres: Math.round(accuracy) });
      status.dataset.tone = poor ? "doubtful" : "sure";
      setPoint(latitude, longitude, "gps", accuracy);
      if (map) map.setView([latitude, longitude], poor ? VILLAGE_ZOOM : 15);
    };
    const failed = () => {
      gps.disabled = false;
      status.textContent = text.gpsDenied;
    };
    navigator.geolocation.getCurrentPosition(done, failed, { enableHighAccuracy: true, timeout: 30000, maximumAge: 60000 });
  });

  /* --- search by name ----------------------------------------------------------------------------------------- */

  const query = field("place_query");

  function choice(hit, checked) {
    const radio = make("input", { type: "radio", name: "place_choice", value: hit.value, class: "form-check-input", checked });
    Object.assign(radio.dataset, { lat: hit.lat ?? "", lon: hit.lon ?? "", bounds: JSON.stringify(hit.bounds) });
    if (hit.kind === "province") radio.dataset.showOnly = "true";
    return make("label", { class: "hit" }, radio,
      make("span", {}, make("strong", {}, hit.name), make("small", {}, hit.detail)));
  }

  let searching = null;

  async function search(value, chosen) {
    if (searching) searching.abort();
    if (value.trim().length < 3) {
      hits.replaceChildren();
      return;
    }
    searching = new AbortController();
    try {
      const response = await fetch(`${settings.places}?${new URLSearchParams({ q: value })}`, { signal: searching.signal });
      if (!response.ok) return;
      const { results } = await response.json();
      if (chosen && !results.some((hit) => hit.value === chosen)) return; // other words found it; it stays
      hits.replaceChildren(...results.map((hit) => choice(hit, hit.value === chosen)));
      if (!chosen) status.textContent = results.length ? fill(text.hits, { count: results.length }) : text.noHits;
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = text.offline;
    }
  }

  const searchSoon = later(search, 250);
  query.addEventListener("input", (event) => {
    event.stopPropagation(); // the draft is kept when a place is chosen
    searchSoon(query.value);
  });
  const searcher = form.querySelector("[name=search]");
  searcher.type = "button"; // Enter elsewhere in the form must not search
  searcher.addEventListener("click", () => search(query.value));
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    search(query.value);
  });

  async function choose(radio) {
    const { lat, lon, bounds, showOnly } = radio.dataset;
    if (!bounds) return askSoon();
    const [west, south, east, north] = JSON.parse(bounds);
    const exact = lat !== "" && lon !== "";
    if (exact) setPoint(Number(lat), Number(lon), "locality", settings.localityAccuracy);
    else {
      field("coordinates").value = "";
      field("point_source").value = "";
      field("accuracy_m").value = "";
      if (marker) marker.remove();
      if (circle) circle.remove();
      marker = circle = null;
    }
    status.textContent = exact ? "" : text.movePin;
    status.dataset.tone = exact ? "sure" : "doubtful";
    if (showOnly) radio.checked = false;
    askSoon();
    if (!map) return;
    if (exact) map.setView([Number(lat), Number(lon)], VILLAGE_ZOOM);
    else map.fitBounds([[south, west], [north, east]]);
  }

  hits.addEventListener("change", (event) => choose(event.target));

  /* --- what the page came with, or a draft brought back --------------------------------------------------------- */

  function refresh(chosen) {
    const point = typedPoint();
    if (point) showPin(point.lat, point.lon, Number(field("accuracy_m").value) || null);
    if ((field("coordinates").value || chosen) && !("answered" in form.dataset)) askSoon();
    // What the server listed lacks the places' positions
    if (chosen && query.value.trim().length >= 3) search(query.value, chosen);
  }

  form.addEventListener("restored", (event) => refresh(event.detail.place_choice));
  form.addEventListener("submit", () => {
    // A source that was noted for another point would be a lie.
    if (!field("coordinates").value) field("point_source").value = "";
  });
  refresh(hits.querySelector(":checked, [type=hidden]")?.value);

  Object.assign(window.geoLapor, { setPoint, openMap });
})();
