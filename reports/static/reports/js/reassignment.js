// Draws the areas in which reports change, by how many. Labels are text nodes: names come from files of others.
"use strict";

const BREAKS = [1, 10, 50, 250, 1000];

function colours(element) {
  const style = getComputedStyle(element);
  return BREAKS.map((_low, index) => style.getPropertyValue(`--ahead-${index + 1}`).trim());
}

function styleOf(feature, ramp) {
  if (feature.properties.role === "province") {
    return { color: "#6f6a5c", weight: 1, fillColor: "#f7f4ea", fillOpacity: 1 };
  }
  const shade = BREAKS.filter((low) => feature.properties.reports >= low).length - 1;
  return { color: "#6f6a5c", weight: 0.75, fillColor: ramp[shade], fillOpacity: 0.95 };
}

function label({ properties }, locale) {
  const element = document.createElement("span");
  const number = properties.role === "changed" ? `: ${properties.reports.toLocaleString(locale)}` : "";
  element.textContent = properties.label + number;
  return element;
}

async function draw(element) {
  const response = await fetch(element.dataset.shapes, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) {
    throw new Error(response.statusText);
  }
  const shapes = await response.json();
  const ramp = colours(element);
  const locale = document.documentElement.lang;
  const map = L.map(element, { preferCanvas: true, zoomSnap: 0.25, maxZoom: 14 });
  map.attributionControl.setPrefix("Leaflet");
  const layer = (role) =>
    L.geoJSON(shapes, {
      filter: (feature) => feature.properties.role === role,
      style: (feature) => styleOf(feature, ramp),
      onEachFeature: (feature, drawn) => drawn.bindTooltip(label(feature, locale), { sticky: true }),
    }).addTo(map);
  const ground = layer("province");
  const changed = layer("changed").getBounds();
  map.fitBounds(changed.isValid() ? changed.pad(0.1) : ground.getBounds());
}

document.addEventListener("DOMContentLoaded", () => {
  const element = document.getElementById("differences");
  if (element) {
    draw(element).catch(() => {
      element.textContent = element.dataset.failed;
    });
  }
});
