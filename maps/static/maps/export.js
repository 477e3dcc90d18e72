/* A map in one file: the base map under what folium drew, and the legend of the layer that is seen. */
(function () {
  "use strict";

  const frame = document.getElementById("map");
  const map = window[frame.dataset.map];
  function land(polygons, properties) {
    return { type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates: polygons } };
  }
  const below = map.createPane("land");
  below.style.zIndex = 250;
  const shapes = [
    ...ground.foreign.map((polygons) => land(polygons, { fillColor: "#e2e0d8", color: "#a8a394", weight: 0.5 })),
    ...ground.own.map((polygons) => land(polygons, { fillColor: "#f7f4ea", color: "#6f6a5c", weight: 0.7 })),
  ];
  L.geoJSON(shapes, {
    pane: "land",
    interactive: false,
    smoothFactor: 0.5,
    style: (feature) => ({ ...feature.properties, fillOpacity: 1, opacity: 1 }),
  }).addTo(map);

  // Names: those of the zoom, none upon another
  const above = map.createPane("names");
  above.style.zIndex = 450;
  above.style.pointerEvents = "none";
  const names = L.layerGroup().addTo(map);
  const pen = document.createElement("canvas").getContext("2d");
  function write() {
    names.clearLayers();
    const zoom = Math.floor(map.getZoom() + 0.01);
    const taken = [];
    pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    for (const label of ground.labels) {
      if (zoom < label.from || zoom > label.to) continue;
      const { x, y } = map.latLngToContainerPoint([label.lat, label.lon]);
      const half = pen.measureText(label.text).width / 2 + 4;
      const box = [x - half, y - 9, x + half, y + 9];
      if (box[0] < 0 || box[2] > map.getSize().x || box[1] < 0 || box[3] > map.getSize().y) continue;
      if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
      taken.push(box);
      const text = document.createElement("span");
      text.textContent = label.text;
      const icon = L.divIcon({ className: `name name--${label.kind}`, html: text, iconSize: [0, 0] });
      names.addLayer(L.marker([label.lat, label.lon], { icon, pane: "names", interactive: false, keyboard: false }));
    }
  }
  map.on("moveend resize", write);
  write();

  L.control.zoom({ zoomInTitle: frame.dataset.zoomIn, zoomOutTitle: frame.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  // On a phone the choice of layers would cover the map
  const control = frame.querySelector(".leaflet-control-layers");
  if (control) {
    control.setAttribute("role", "group");
    control.setAttribute("aria-label", frame.dataset.layers);
    document.getElementById("layers").append(control);
  }

  const articles = [...document.querySelectorAll("article.layer")];
  function tell(name) {
    for (const article of articles) article.hidden = article.dataset.layer !== name;
  }
  map.on("baselayerchange", (event) => {
    const words = document.createElement("span");
    words.innerHTML = event.name; // folium writes names as HTML
    tell(words.textContent);
  });
  if (articles.length > 1) tell(articles[0].dataset.layer);
})();
