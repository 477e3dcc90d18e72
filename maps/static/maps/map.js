/* /peta/: draws what the server gathered for the view. The list beside the map needs none of this. */
(function () {
  "use strict";

  const element = document.getElementById("map");
  const status = document.getElementById("map-status");
  const words = JSON.parse(document.getElementById("map-words").textContent);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
  const say = element.dataset;
  let asked = null;

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** The view travels in the fragment, so that a reload or a shared link shows the same piece of the map. */
  function readView() {
    const parts = location.hash.slice(1).split("/").map(Number);
    if (parts.length !== 3 || !parts.every(Number.isFinite)) return {};
    return { zoom: parts[0], center: [parts[1], parts[2]] };
  }

  function writeView(map) {
    const at = map.getCenter();
    history.replaceState(null, "", `#${map.getZoom()}/${at.lat.toFixed(4)}/${at.lng.toFixed(4)}`);
  }

  function reportLink(code) {
    const link = document.createElement("a");
    link.href = say.report.replace("NUMBER", encodeURIComponent(code));
    link.textContent = code;
    return link;
  }

  function line(...parts) {
    const paragraph = document.createElement("p");
    paragraph.append(...parts);
    return paragraph;
  }

  function popupOfOne(feature) {
    const [category] = words.categories[feature.category] || [feature.category];
    const title = document.createElement("strong");
    title.textContent = category;
    const link = reportLink(feature.number);
    link.textContent = fill(say.textOpen, { number: feature.number });
    const box = document.createElement("div");
    box.append(line(title), line(words.states[feature.state] || feature.state));
    if (feature.cell_m) box.append(line(say.textCoarse));
    box.append(line(link));
    return box;
  }

  function popupOfMany(feature) {
    const list = document.createElement("ul");
    list.className = "popup-list";
    for (const code of feature.numbers) {
      const item = document.createElement("li");
      item.append(reportLink(code));
      list.append(item);
    }
    const box = document.createElement("div");
    box.append(line(fill(say.textMany, { n: number.format(feature.n) })), list);
    if (feature.n > feature.numbers.length) {
      box.append(line(fill(say.textMore, { n: number.format(feature.n - feature.numbers.length) })));
    }
    return box;
  }

  function short(n) {
    return n < 1000 ? String(n) : compact.format(n).replace(/\s/g, "");
  }

  function mark(feature, className, size, content, title) {
    const marker = L.marker([feature.lat, feature.lon], {
      icon: L.divIcon({ className, html: content, iconSize: [size, size] }),
      title,
      alt: title,
      riseOnHover: true,
    });
    // Leaflet gives the role of a button, but a name only to images
    marker.on("add", () => marker.getElement().setAttribute("aria-label", title));
    return marker;
  }

  /** Do `action` on a tap or click, and on Enter: Leaflet opens popups of its own that way, but nothing else. */
  function onActivate(marker, action) {
    marker.on("click", () => action(false));
    marker.on("keypress", (event) => event.originalEvent.key === "Enter" && action(true));
    return marker;
  }

  /** A popup of the map, not of the mark: marks are drawn anew whenever the map moves, also to make room for a popup. */
  function popup(map, feature, content) {
    return (byKey) => {
      const box = content(feature);
      L.popup({ offset: [0, -8], maxWidth: 260 }).setLatLng([feature.lat, feature.lon]).setContent(box).openOn(map);
      if (byKey) box.querySelector("a").focus();
    };
  }

  function closer(map, feature) {
    return (byKey) => {
      map.setView([feature.lat, feature.lon], Math.min(map.getZoom() + 2, map.getMaxZoom()));
      if (byKey) map.getContainer().focus(); // the mark that had the focus is about to go
    };
  }

  function clusterMarker(map, feature) {
    const text = document.createElement("span");
    text.textContent = short(feature.n);
    // On a phone the whole country is an inch high: circles must leave something of it
    const [least, growth] = map.getSize().x < 500 && map.getZoom() < 5 ? [20, 4.5] : [26, 6];
    const size = Math.round(least + growth * Math.log10(feature.n));
    const many = feature.n >= 100 ? " cluster-mark--many" : "";
    const title = fill(say.textMany, { n: number.format(feature.n) });
    const marker = mark(feature, `cluster-mark${many}`, size, text, title);
    return onActivate(marker, feature.numbers ? popup(map, feature, popupOfMany) : closer(map, feature));
  }

  function pointMarker(map, feature) {
    const [category, theme] = words.categories[feature.category] || [feature.category, ""];
    const template = document.querySelector(`template[data-theme="${theme}"]`);
    const dot = template ? template.content.firstElementChild.cloneNode(true) : document.createElement("span");
    const marker = mark(feature, "point-mark", 30, dot, `${category} (${feature.number})`);
    return onActivate(marker, popup(map, feature, popupOfOne));
  }

  /** A hexagon about a coarse place, as wide as the cell that the place stands for. */
  function cellMarker(map, feature) {
    const dLat = feature.cell_m / 2 / 110574;
    const dLon = feature.cell_m / 2 / (111320 * Math.cos((feature.lat * Math.PI) / 180));
    // Close in a cell is as wide as the view: it must not grey what lies under it
    const wide = map.getZoom() >= 11;
    const corners = [0, 1, 2, 3, 4, 5].map((i) => [
      feature.lat + dLat * Math.sin((i * Math.PI) / 3),
      feature.lon + dLon * Math.cos((i * Math.PI) / 3),
    ]);
    const hexagon = L.polygon(corners, { color: "#5b4a86", weight: 2, fillOpacity: wide ? 0.06 : 0.2, interactive: false });
    const text = document.createElement("span");
    text.textContent = feature.n > 1 ? short(feature.n) : "";
    const one = feature.n === 1;
    const title = one ? (words.categories[feature.category] || [""])[0] : fill(say.textMany, { n: number.format(feature.n) });
    const marker = mark(feature, "cluster-mark cluster-mark--cell", 44, text, title);
    if (one) onActivate(marker, popup(map, feature, popupOfOne));
    else onActivate(marker, feature.numbers ? popup(map, feature, popupOfMany) : closer(map, feature));
    return L.layerGroup([hexagon, marker]);
  }

  function toLayer(map, feature) {
    if (feature.cell_m) return cellMarker(map, feature);
    return feature.n === 1 ? pointMarker(map, feature) : clusterMarker(map, feature);
  }

  function tell(text, isError) {
    status.textContent = text;
    status.classList.toggle("map-status--error", Boolean(isError));
  }

  async function refresh(map, group) {
    if (!say.clusters) return; // a filter is wrong, which stands at the filter
    if (asked) asked.abort();
    asked = new AbortController();
    const view = map.getBounds();
    const edge = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(5);
    const query = new URLSearchParams(say.query);
    query.set("bbox", [edge(view.getWest(), 180), edge(view.getSouth(), 90), edge(view.getEast(), 180), edge(view.getNorth(), 90)].join(","));
    query.set("zoom", Math.floor(map.getZoom() + 0.01));
    try {
      const response = await fetch(`${say.clusters}?${query}`, { signal: asked.signal });
      if (!response.ok) throw new Error(response.statusText);
      const { features } = await response.json();
      group.clearLayers();
      for (const feature of features) group.addLayer(toLayer(map, feature));
      const seen = features.reduce((sum, feature) => sum + feature.n, 0);
      tell(fill(say.textSeen, { n: number.format(seen) }));
    } catch (error) {
      if (error.name !== "AbortError") tell(say.textFailed, true);
    }
  }

  async function start() {
    const map = await geoLapor.createMap(element, {
      bounds: JSON.parse(say.bounds) || undefined,
      ...readView(),
      keyboard: true,
    });
    const group = L.layerGroup().addTo(map);
    map.on("moveend", () => {
      writeView(map);
      refresh(map, group);
    });
    await refresh(map, group);
  }

  // On a wide screen there is room for the filters
  const filters = document.querySelector(".filters");
  if (filters && window.matchMedia("(width >= 62rem)").matches) filters.open = true;

  start().catch(() => tell(say.textFailed, true));
})();
