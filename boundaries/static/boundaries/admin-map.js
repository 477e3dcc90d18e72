// Draws the shapes of a row of the administration. Labels are text nodes: names come from files of others.
"use strict";

const STYLES = {
  self: { color: "#1d4e5f", weight: 1.5, fillColor: "#4f9d8f", fillOpacity: 0.55 },
  near: { color: "#8a8f98", weight: 1, fillColor: "#f4f1ea", fillOpacity: 0.9 },
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
  layer("near");
  const own = layer("self");
  map.fitBounds(own.getBounds().isValid() ? own.getBounds() : [[-11, 95], [6, 141]]);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll(".boundaries-map")) {
    draw(element).catch(() => {
      element.textContent = element.dataset.failed;
    });
  }
});
