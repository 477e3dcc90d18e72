/* /titik-rawan/: how the layers are drawn. Folium's own script, which the server writes, calls geoLapor.hotspots. */
(function () {
  "use strict";

  const SQUARE = 12; // of a hatch, as in maps/classes/judged.py
  const LINE = "#6f6a5c";
  const OUTLINE = "#3b0f52";
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const read = new Map();

  /** What the page says of a map: its classes, addresses and words. */
  function dataOf(id) {
    if (!read.has(id)) {
      const data = JSON.parse(document.getElementById(id).textContent);
      read.set(id, Object.assign(data, { counts: null }));
    }
    return read.get(id);
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** The level of H3 that the tiles of a zoom hold: the last of [first zoom, level] that has begun. */
  function levelAt(data, zoom) {
    return data.levels.reduce((found, [first, level]) => (zoom >= first ? level : found), data.levels[0][1]);
  }

  function schemeOf(data, properties, zoom) {
    if (!data.schemes) return null;
    const schemes = data.counts ? data.monthly : data.schemes;
    return schemes[properties.coarse ? data.coarseLevel : levelAt(data, zoom)] || schemes[0];
  }

  /** The same as Scheme.class_of in maps/classes/scheme.py. */
  function rangeOf(scheme, n, value) {
    if (!n) return "none";
    if (n < scheme.few) return "few";
    if (value === null || value === undefined) return "unknown";
    return String(Math.max(scheme.breaks.filter((lower) => value >= lower).length - 1, 0));
  }

  /** The name of the class that a feature of a tile is in. */
  function classOf(data, properties, zoom) {
    if (data.kind === "confidence") return String(properties.confidence);
    if (data.kind === "pattern") return (properties.cold ? "cold-" : "") + (properties.pattern || "none");
    if (properties.few) return "few";
    const n = data.counts ? data.counts.get(properties[data.id]) || 0 : properties.n;
    if (data.kind === "density") return rangeOf({ ...data.schemes[0], few: 0 }, 1, properties.value);
    return rangeOf(schemeOf(data, properties, zoom), n, data.counts || data.value === "n" ? n : properties[data.value]);
  }

  /** A colour, or a colour with a hatch as a pattern of the canvas. */
  function paint(one) {
    if (!one.hatch) return one.fill;
    if (!one.pattern) {
      const square = document.createElement("canvas");
      square.width = square.height = SQUARE;
      const pen = square.getContext("2d");
      pen.fillStyle = one.fill;
      pen.fillRect(0, 0, SQUARE, SQUARE);
      pen.strokeStyle = one.ink;
      pen.lineWidth = 1.6;
      pen.lineCap = "round";
      pen.stroke(new Path2D(one.hatch));
      one.pattern = pen.createPattern(square, "repeat");
    }
    return one.pattern;
  }

  function styleOf(data, properties, zoom) {
    const name = classOf(data, properties, zoom);
    const scheme = data.classes ? data : schemeOf(data, properties, zoom);
    const one = scheme.classes.find((each) => each.name === name);
    const quiet = name === "none" || name === "0" && data.kind === "confidence";
    if (!one) return { fill: true, fillOpacity: 0, stroke: false };
    return {
      fill: true,
      fillColor: paint(one),
      fillOpacity: quiet ? (data.counts ? 0 : 0.25) : 0.86,
      stroke: !data.counts || !quiet,
      color: LINE,
      opacity: quiet ? 0.35 : 0.7,
      weight: 0.5,
      dashArray: properties.coarse && zoom >= data.finerFrom ? "4 3" : null,
    };
  }

  /** A canvas for one tile with as many dots as the screen has. */
  function sharpTile(coords, size, options) {
    const renderer = L.canvas.tile(coords, size, options);
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const canvas = renderer.getContainer();
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    return renderer;
  }

  /** Options of the vector grid that folium makes. */
  function gridOptions(id) {
    const data = dataOf(id);
    // VectorGrid 1.3 calls on a click what Leaflet 1.9 no longer has
    L.DomEvent.fakeStop ||= () => {};
    return {
      rendererFactory: sharpTile,
      interactive: true,
      getFeatureId: (feature) => feature.properties[data.id],
      vectorTileLayerStyles: { [data.tiles]: (properties, zoom) => styleOf(data, properties, zoom) },
      minNativeZoom: data.minZoom,
      maxNativeZoom: 14,
      maxZoom: 16,
      pane: "figures",
      bounds: [[-22, 82], [17, 154]],
    };
  }

  /** Draw the features of a grid anew where they are: the month has changed. */
  function restyle(grid, data) {
    const ids = new Set();
    for (const tile of Object.values(grid._vectorTiles)) Object.keys(tile._features).forEach((id) => ids.add(id));
    const style = (properties, zoom) => styleOf(data, properties, zoom);
    for (const id of ids) grid.setFeatureStyle(id, style);
  }

  async function fetched(address, signal) {
    const response = await fetch(address, { signal, headers: { Accept: "application/geo+json" } });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  function nameMarker(feature, name) {
    return (event) => {
      const path = event.target.getElement();
      if (!path) return;
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "link");
      path.setAttribute("aria-label", name);
      path.addEventListener("keydown", (key) => key.key === "Enter" && location.assign(feature.properties.url));
    };
  }

  /** The outlines of hotspots, each leading to its page. They are few: one request for all. */
  function outlines(id) {
    const data = dataOf(id);
    const layer = L.geoJSON(null, {
      style: { color: OUTLINE, weight: 2.5, fill: true, fillColor: OUTLINE, fillOpacity: 0.06, dashArray: "6 4" },
      onEachFeature(feature, path) {
        const { name, n } = feature.properties;
        const text = document.createElement("span");
        text.textContent = fill(data.words.hotspot, { name, n: number.format(n) });
        path.bindTooltip(text, { className: "map-tip", sticky: true });
        path.on("add", nameMarker(feature, text.textContent));
        if (feature.properties.url) path.on("click", () => location.assign(feature.properties.url));
      },
    });
    layer.on("add", async () => {
      if (layer.asked) return;
      layer.asked = true;
      layer.addData(await fetched(data.outlines).catch(() => ({ type: "FeatureCollection", features: [] })));
      layer.fire("drawn");
    });
    return layer;
  }

  window.geoLapor = Object.assign(window.geoLapor || {}, {
    hotspots: { dataOf, fill, number, levelAt, classOf, gridOptions, restyle, fetched, outlines },
  });
})();
