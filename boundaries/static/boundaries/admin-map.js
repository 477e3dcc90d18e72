// Draws the shapes of a row of the administration. Labels are text nodes: names come from files of others.
"use strict";

const STYLES = {
  self: { color: "#1d4e5f", weight: 1.5, fillColor: "#4f9d8f", fillOpacity: 0.55 },
  near: { color: "#8a8f98", weight: 1, fillColor: "#f4f1ea", fillOpacity: 0.9 },
  slight: { color: "#8a8f98", weight: 1, fillColor: "#fbd9a5", fillOpacity: 0.9 },
  redrawn: { color: "#7a4a00", weight: 1, fillColor: "#e08a1e", fillOpacity: 0.8 },
  before: { color: "#7b1e3a", weight: 1.25, dashArray: "4 4", fill: false },
};

function label(feature) {
  const element = document.createElement("span");
  element.textContent = feature.properties.label;
  return element;
}

async function draw(element) {
  const response = await fetch(element.dataset.shapes, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) {
    throw new Error(response.statusText);
  }
  const shapes = await response.json();
  const map = L.map(element, { preferCanvas: true, zoomSnap: 0.25, maxZoom: 18 });
  map.attributionControl.setPrefix("Leaflet");
  const layer = (role) =>
    L.geoJSON(shapes, {
      filter: (feature) => feature.properties.role === role,
      style: STYLES[role],
      onEachFeature: (feature, drawn) => drawn.bindTooltip(label(feature), { sticky: true }),
    }).addTo(map);
  for (const role of ["near", "slight"]) {
    layer(role);
  }
  const marked = [layer("redrawn"), layer("self")];
  layer("before");
  const bounds = L.latLngBounds([]);
  for (const drawn of marked) {
    if (drawn.getBounds().isValid()) {
      bounds.extend(drawn.getBounds());
    }
  }
  map.fitBounds(bounds.isValid() ? bounds : [[-11, 95], [6, 141]]);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll(".boundaries-map")) {
    draw(element).catch(() => {
      element.textContent = element.dataset.failed;
    });
  }
});
