/* Our own base map for Leaflet: land and borders from vector tiles, labels that never overlap.
 *
 *   const map = await geoLapor.createMap(element, {center: [lat, lon], zoom: 9});
 *
 * The element comes from components/map_frame.html; its data attributes hold every address and every word. Leaflet is
 * loaded when the first map is asked for, so a page that may never show one pays nothing for it.
 * geoLapor.loadLeaflet(element) does that alone; geoLapor.addBaseLayers(map, element) dresses a map made elsewhere.
 */
(function () {
  "use strict";

  const COUNTRY = [[-11.2, 94.8], [6.2, 141.2]]; // south-west, north-east: lat, lon
  const BEYOND = [[-22, 82], [17, 154]]; // nobody needs to pan further
  let loading = null;

  function addStyle(href) {
    return new Promise((resolve, reject) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href, onload: resolve, onerror: reject });
      document.head.append(link);
    });
  }

  function addScript(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  async function load(data) {
    // map.css comes after leaflet.css because it overrides it
    const styles = addStyle(data.leafletCss).then(() => addStyle(data.mapCss));
    await addScript(data.leafletJs);
    await addScript(data.vectorgridJs);
    await styles;
    return window.L;
  }

  /** Load Leaflet and its style sheets once; resolves to L. `element` carries their addresses. */
  function loadLeaflet(element) {
    if (!loading) {
      loading = load(element.dataset).catch((error) => {
        loading = null; // the network may come back
        throw error;
      });
    }
    return loading;
  }

  /** A canvas for one tile with as many dots as the screen has; VectorGrid's own is blurred on phones. */
  function sharpTile(L) {
    return function (coords, size, options) {
      const renderer = L.canvas.tile(coords, size, options);
      const ratio = Math.min(window.devicePixelRatio || 1, 3);
      const canvas = renderer.getContainer();
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.getContext("2d").scale(ratio, ratio);
      return renderer;
    };
  }

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function tileStyles() {
    const fill = (color) => ({ fill: true, fillColor: color, fillOpacity: 1 });
    const line = (color, weight) => ({ stroke: true, color, weight, opacity: 1 });
    const strong = token("--map-line-strong");
    return {
      foreign: { ...fill(token("--map-foreign")), ...line(token("--map-line"), 0.6) },
      sliver: { ...fill(token("--map-land")), ...line(token("--map-land"), 0.8) },
      regency: { ...fill(token("--map-land")), ...line(token("--map-line"), 0.8) },
      // Below zoom 7 provinces are the land; above they only draw their borders over the regencies
      province: (properties, zoom) =>
        zoom < 7
          ? { ...fill(token("--map-land")), ...line(strong, 0.7) }
          : { fill: false, ...line(strong, zoom < 9 ? 1.3 : 1.8) },
    };
  }

  function addTiles(L, map, element) {
    return L.vectorGrid
      .protobuf(element.dataset.tiles, {
        rendererFactory: sharpTile(L),
        vectorTileLayerStyles: tileStyles(),
        // Not interactive: VectorGrid 1.3 calls L.DomEvent.fakeStop on a click, which Leaflet 1.9 no longer has
        interactive: false,
        maxZoom: map.getMaxZoom(),
        bounds: BEYOND,
        pane: "tilePane",
      })
      .addTo(map);
  }

  const LETTERS = { island: [15, 700], sea: [12, 400], country: [12, 600], province: [12.5, 700], regency: [11.5, 600] };
  const pen = document.createElement("canvas").getContext("2d");

  function boxOf(label, point) {
    const [size, weight] = LETTERS[label.kind];
    pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    const spaced = label.kind === "island" || label.kind === "country" ? 1.25 : 1.04;
    const half = (pen.measureText(label.text).width * spaced) / 2 + 4;
    return { left: point.x - half, right: point.x + half, top: point.y - size * 0.8, bottom: point.y + size * 0.8 };
  }

  function collides(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  function labelMarker(L, label) {
    const text = document.createElement("span");
    text.textContent = label.text;
    return L.marker([label.lat, label.lon], {
      icon: L.divIcon({ className: `map-label map-label--${label.kind}`, html: text, iconSize: [0, 0] }),
      pane: "labels",
      interactive: false,
      keyboard: false,
    });
  }

  /** Put up the labels of this view, those that come first in the list first, as long as they touch none before. */
  function placeLabels(L, map, group, all) {
    const zoom = Math.floor(map.getZoom() + 0.01);
    const view = map.getBounds();
    const frame = map.getSize();
    const taken = [];
    group.clearLayers();
    for (const label of all) {
      if (zoom < label.from || zoom > label.to || !view.contains([label.lat, label.lon])) continue;
      const box = boxOf(label, map.latLngToContainerPoint([label.lat, label.lon]));
      const cut = box.left < 0 || box.top < 0 || box.right > frame.x || box.bottom > frame.y;
      if (cut || taken.some((other) => collides(box, other))) continue;
      taken.push(box);
      group.addLayer(labelMarker(L, label));
    }
  }

  async function addLabels(L, map, element) {
    const pane = map.createPane("labels");
    pane.style.zIndex = 450; // over land and shaded areas, under marks and tooltips
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    const group = L.layerGroup().addTo(map);
    const response = await fetch(element.dataset.labels);
    if (!response.ok) return;
    const all = (await response.json()).labels;
    const place = () => map._loaded && placeLabels(L, map, group, all);
    map.on("moveend zoomend viewreset resize", place);
    place();
  }

  /** Land, borders and labels under whatever the map shows. */
  function addBaseLayers(map, element) {
    const L = window.L;
    map.getContainer().classList.add("map");
    if (element.dataset.tiles) {
      addTiles(L, map, element);
      addLabels(L, map, element).catch(() => {}); // a map without names still serves
    }
  }

  /** Make a map in `element` with our base layers, scale bar and translated controls; resolves to the Leaflet map. */
  async function createMap(element, options) {
    const L = await loadLeaflet(element);
    const { bounds = COUNTRY, ...rest } = options || {};
    const map = L.map(element, {
      attributionControl: false, // the line under the map names the sources, legibly
      zoomControl: false,
      minZoom: 3,
      maxZoom: 16,
      zoomSnap: 0.5,
      maxBounds: BEYOND,
      maxBoundsViscosity: 0.8,
      ...rest,
    });
    L.control
      .zoom({ zoomInTitle: element.dataset.textZoomIn, zoomOutTitle: element.dataset.textZoomOut })
      .addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    if (!rest.center) map.fitBounds(bounds);
    addBaseLayers(map, element);
    element.removeAttribute("data-pending");
    return map;
  }

  window.geoLapor = Object.assign(window.geoLapor || {}, { loadLeaflet, createMap, addBaseLayers });
})();
