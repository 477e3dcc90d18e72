/* /titik-rawan/: what a hexagon or an area tells when it is pointed at, tapped or clicked. Text only, never markup. */
(function () {
  "use strict";

  const { fill, number } = geoLapor.hotspots;

  function shown(value, words) {
    return value === null || value === undefined ? words.unknown : number.format(value);
  }

  function countLines(data, p) {
    const { words } = data;
    const n = data.counts ? data.counts.get(p[data.id]) || 0 : p.n;
    const lines = [fill(n === 1 ? words.report : words.reports, { n: number.format(n || 0) })];
    if (data.counts) return lines;
    if (data.value !== "n") lines.push(fill(words.rate, { rate: shown(p[data.value], words) }));
    if (data.value === "per_100000" && p.population) {
      lines.push(fill(words.people, { n: number.format(p.population), on: p.population_on }));
    }
    if (p.incidents !== undefined && p.incidents !== null && p.incidents !== p.n) {
      lines.push(fill(words.incidents, { n: number.format(p.incidents) }));
    }
    if (p.coarse) lines.push(words.coarse);
    return lines;
  }

  function judgedLines(data, p) {
    const { words } = data;
    if (data.kind === "confidence") {
      const told = { z: shown(p.z, words), q: p.q < 0.001 ? "< 0.001" : shown(p.q, words), n: shown(p.n, words) };
      const part = "percent" in p ? [fill(words.percent, { percent: shown(p.percent, words) })] : [];
      return [words.classes[p.confidence], ...part, fill(words.z, told)];
    }
    if (data.kind === "pattern") {
      const name = (p.cold ? "cold-" : "") + p.pattern;
      return [words.classes[name] || words.noPattern, fill(words.trend, { z: shown(p.trend_z, words) })];
    }
    return [fill(words.density, { value: shown(p.density, words) })];
  }

  function mark(data, properties) {
    return properties.campaign ? [data.words.campaign] : [];
  }

  /** What a feature says, line by line, the first one in bold. */
  function lines(data, properties) {
    const told = data.schemes && data.kind !== "density" ? countLines(data, properties) : judgedLines(data, properties);
    return [...(properties.name ? [properties.name] : []), ...told, ...mark(data, properties)];
  }

  function box(texts) {
    const all = document.createElement("div");
    texts.forEach((text, place) => {
      const line = document.createElement(place ? "p" : "strong");
      line.textContent = text;
      all.append(line);
    });
    return all;
  }

  function link(text, href) {
    const line = document.createElement("p");
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.textContent = text;
    line.append(anchor);
    return line;
  }

  /** Where a feature leads to: its area, the reports there, and for staff their cases. */
  function links(data, properties, latlng, zoom) {
    const found = [];
    if (properties.code) {
      for (const { text, href, within } of data.areaLinks) {
        if (!within || within.includes(properties.code)) found.push(link(text, href.replaceAll("CODE", properties.code)));
      }
    } else {
      const at = `#${Math.max(zoom, 9)}/${latlng.lat.toFixed(4)}/${latlng.lng.toFixed(4)}`;
      found.push(link(data.words.reportsHere, data.reports + at));
    }
    for (const { text, href } of properties.code ? [] : data.placeLinks) {
      found.push(link(text, href.replace("PLACE", `${latlng.lat.toFixed(4)},+${latlng.lng.toFixed(4)}`)));
    }
    return found;
  }

  /** Let a vector grid tell what is pointed at, and open a popup with links on a click or tap. */
  function tell(map, grid, data) {
    const tip = L.tooltip({ className: "map-tip", opacity: 1, offset: [10, 0] });
    const silent = (properties, zoom) => geoLapor.hotspots.classOf(data, properties, zoom) === "none" && data.counts;
    grid.on("mouseover mousemove", (event) => {
      const { properties } = event.layer;
      if (silent(properties, map.getZoom())) return;
      tip.setLatLng(event.latlng).setContent(box(lines(data, properties)));
      if (!map.hasLayer(tip)) tip.addTo(map);
    });
    grid.on("mouseout", () => tip.remove());
    grid.on("click", (event) => {
      const { properties } = event.layer;
      tip.remove();
      const content = box(lines(data, properties));
      content.append(...links(data, properties, event.latlng, map.getZoom()));
      L.popup({ maxWidth: 260 }).setLatLng(event.latlng).setContent(content).openOn(map);
    });
  }

  Object.assign(geoLapor.hotspots, { tell, lines });
})();
