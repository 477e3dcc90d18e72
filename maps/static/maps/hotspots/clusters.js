/* /titik-rawan/: the server's clusters as circles with their number; one that is opened, by click or Enter, parts. */
(function () {
  "use strict";

  const { dataOf, fill, number, fetched } = geoLapor.hotspots;
  const APART_PX = 40;
  const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });

  function short(n) {
    return n < 1000 ? String(n) : compact.format(n).replace(/\s/g, "");
  }

  function marker(map, data, { n, lon, lat }) {
    const title = fill(n === 1 ? data.words.report : data.words.reports, { n: number.format(n) });
    // On a phone the whole country is an inch high: circles must leave something of it
    const [least, growth] = map.getSize().x < 500 && map.getZoom() < 5 ? [20, 4.5] : [26, 6];
    const size = Math.round(least + growth * Math.log10(n));
    const text = document.createElement("span");
    text.textContent = short(n);
    const className = `cluster-mark${n >= 100 ? " cluster-mark--many" : ""}`;
    const icon = L.divIcon({ className, html: text, iconSize: [size, size] });
    const mark = L.marker([lat, lon], { icon, title, alt: title, riseOnHover: true });
    mark.on("add", () => mark.getElement().setAttribute("aria-label", title));
    const open = (byKey) => {
      if (map.getZoom() >= 13) return location.assign(`${data.reports}#14/${lat.toFixed(4)}/${lon.toFixed(4)}`);
      map.setView([lat, lon], Math.min(map.getZoom() + 2, map.getMaxZoom()));
      if (byKey) map.getContainer().focus(); // the mark that had the focus is about to go
    };
    mark.on("click", () => open(false));
    mark.on("keypress", (event) => event.originalEvent.key === "Enter" && open(true));
    return mark;
  }

  /** Put together what would lie upon each other: on a telephone the country's hexagons are closer than circles are wide. */
  function apart(map, features) {
    const cells = new Map();
    for (const { geometry, properties } of features) {
      const [lon, lat] = geometry.coordinates;
      const at = map.project([lat, lon]).divideBy(APART_PX).floor();
      const sum = cells.get(`${at}`) || { n: 0, lon: 0, lat: 0 };
      cells.set(`${at}`, { n: sum.n + properties.n, lon: sum.lon + properties.n * lon, lat: sum.lat + properties.n * lat });
    }
    return [...cells.values()].map(({ n, lon, lat }) => ({ n, lon: lon / n, lat: lat / n }));
  }

  /** The layer that folium puts on the map: it asks for what the view holds whenever the view changes. */
  function clusters(id) {
    const data = dataOf(id);
    const group = L.layerGroup();
    let asked = null;
    async function refresh() {
      const map = group._map;
      if (!map) return;
      asked?.abort();
      asked = new AbortController();
      const view = map.getBounds().pad(0.05);
      const edge = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(5);
      const corners = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
      const box = corners.map((value, place) => edge(value, place % 2 ? 85 : 180)).join(",");
      const zoom = Math.floor(map.getZoom() + 0.01);
      try {
        const join = data.geojson.includes("?") ? "&" : "?";
        const { features } = await fetched(`${data.geojson}${join}bbox=${box}&zoom=${zoom}`, asked.signal);
        group.clearLayers();
        const told = features.filter((feature) => feature.properties.n);
        for (const one of apart(map, told).sort((a, b) => a.n - b.n)) group.addLayer(marker(map, data, one));
        group.fire("drawn");
      } catch (error) {
        if (error.name !== "AbortError") group.fire("failed");
      }
    }
    group.on("add", () => {
      group._map.on("moveend", refresh);
      group._map.whenReady(refresh);
    });
    return group;
  }

  Object.assign(geoLapor.hotspots, { clusters });
})();
