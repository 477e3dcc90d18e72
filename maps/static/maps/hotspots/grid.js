/* /titik-rawan/: how the layers are drawn. Folium's own script, which the server writes, calls geoLapor.hotspots. */
(function () {
  "use strict";

  const SQUARE = 12; // of a hatch, as in maps/classes/judged.py
  const LINE = "#6f6a5c";
  const LINES_FROM = 5; // the zoom from which areas have lines, as in maps/pictures/draw.py
  const VIOLET = "#3b0f52"; // of outlines: in no ramp of a layer
  const OUTLINE = { color: VIOLET, weight: 2.5, fill: true, fillColor: VIOLET, fillOpacity: 0.06, dashArray: "6 4" };
  const DOT = { radius: 7, color: "#ffffff", weight: 1.5, fill: true, fillColor: VIOLET, fillOpacity: 0.9 };
  const SEEN_PX = 18;
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

  /** What is less than the first class is not drawn. */
  function densityOf(scheme, density) {
    return density < scheme.breaks[0] ? "none" : rangeOf({ ...scheme, few: 0 }, 1, density);
  }

  /** The name of the class that a feature of a tile is in. */
  function classOf(data, properties, zoom) {
    if (data.kind === "confidence") return String(properties.confidence);
    if (data.kind === "pattern") return (properties.cold ? "cold-" : "") + (properties.pattern || "none");
    const n = data.counts ? data.counts.get(properties[data.id]) || 0 : properties.n;
    if (data.kind === "density") return densityOf(data.schemes[0], properties.density);
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
    // Areas that lie close together: of the whole country their lines would be all that is seen
    const seamless = data.by === "area" && !data.classes && zoom < LINES_FROM;
    // Hexagons of statistics have one size: in a view of the whole country a lone one must still be seen
    const swollen = data.classes && !quiet && zoom < 7;
    return {
      fill: true,
      fillColor: paint(one),
      fillOpacity: quiet ? (data.counts ? 0 : 0.25) : 0.86,
      stroke: !quiet || (!data.counts && zoom >= 6),
      color: swollen || seamless ? one.fill : LINE,
      opacity: quiet ? 0.35 : swollen ? 1 : 0.7,
      weight: swollen ? 7 - zoom + 1 : 0.5,
      lineJoin: "round",
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

  /** Make a mark on the map a link with a name, which the keyboard reaches and opens. */
  function asLink(mark, feature, name) {
    const text = document.createElement("span");
    text.textContent = name;
    mark.bindTooltip(text, { className: "map-tip", sticky: true });
    mark.on("click", () => location.assign(feature.properties.url));
    mark.on("add", () => {
      const path = mark.getElement();
      if (!path) return;
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "link");
      path.setAttribute("aria-label", name);
      path.addEventListener("keydown", (event) => event.key === "Enter" && location.assign(feature.properties.url));
    });
    return mark;
  }

  /** An outline, or, where it is too small to be seen, a dot in its place. */
  function spot(map, data, feature) {
    const { name, n } = feature.properties;
    const words = fill(data.words.hotspot, { name, n: number.format(n) });
    const outline = L.geoJSON(feature, { style: OUTLINE }).getLayers()[0];
    const box = outline.getBounds();
    const wide = map.project(box.getNorthEast()).distanceTo(map.project(box.getSouthWest()));
    return asLink(wide < SEEN_PX ? L.circleMarker(box.getCenter(), DOT) : outline, feature, words);
  }

  /** The outlines of hotspots, each leading to its page. They are few: one request for all. */
  function outlines(id) {
    const data = dataOf(id);
    const group = L.layerGroup();
    let features = null;
    function draw() {
      if (!features || !group._map) return;
      group.clearLayers();
      for (const feature of features) if (feature.geometry) group.addLayer(spot(group._map, data, feature));
    }
    group.on("add", async () => {
      group._map.on("zoomend", draw);
      features ||= (await fetched(data.outlines).catch(() => ({ features: [] }))).features;
      draw();
    });
    group.on("remove", () => group._map?.off("zoomend", draw));
    return group;
  }

  /** The view, and the month, that the fragment of the address names: #zoom/lat/lon/month. */
  function readView() {
    const [zoom, lat, lon, month] = location.hash.slice(1).split("/");
    const view = [zoom, lat, lon].map(Number);
    return { view: zoom && view.every(Number.isFinite) ? view : null, month: month || null };
  }

  /** Show at once what the address names, else a box; without moving there, for that would ask for tiles on the way. */
  function view(map, bounds) {
    const asked = readView().view;
    if (asked) map.setView(asked.slice(1), asked[0], { animate: false });
    else map.fitBounds(bounds, { animate: false });
  }

  window.geoLapor = Object.assign(window.geoLapor || {}, {
    hotspots: { dataOf, fill, number, levelAt, classOf, gridOptions, restyle, fetched, outlines, readView, view },
  });
})();
