/* /titik-rawan/ and its comparison: takes over the maps that folium made, and ties them to the page around them. */
(function () {
  "use strict";

  const { dataOf, months, readView, tell } = geoLapor.hotspots;
  const frames = [...document.querySelectorAll("[data-hotspot-map]")];
  const views = frames.map(adopt);

  function adopt(frame) {
    const map = window[frame.dataset.hotspotMap];
    const data = dataOf(frame.dataset.hotspotData);
    geoLapor.addBaseLayers(map, frame);
    L.control.zoom({ zoomInTitle: frame.dataset.textZoomIn, zoomOutTitle: frame.dataset.textZoomOut }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    const grid = window[frame.dataset.grid];
    if (grid) tell(map, grid, data);
    nameControls(frame);
    fullScreen(map, frame);
    return { frame, map, data, grid };
  }

  /** Folium's control has no name for those who cannot see it. */
  function nameControls(frame) {
    const list = frame.querySelector(".leaflet-control-layers-list");
    list?.setAttribute("role", "group");
    list?.setAttribute("aria-label", frame.dataset.textLayers);
  }

  /** A button that gives the map the whole screen, where the browser can. */
  function fullScreen(map, frame) {
    if (!document.fullscreenEnabled) return;
    const Button = L.Control.extend({
      onAdd() {
        const bar = L.DomUtil.create("div", "leaflet-bar");
        const button = L.DomUtil.create("a", "map-fullscreen", bar);
        button.href = "#";
        button.role = "button";
        button.title = frame.dataset.textFullScreen;
        button.setAttribute("aria-label", frame.dataset.textFullScreen);
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.stop(event);
          if (document.fullscreenElement) document.exitFullscreen();
          else frame.closest(".map-frame").requestFullscreen();
        });
        return bar;
      },
    });
    new Button({ position: "topright" }).addTo(map);
    document.addEventListener("fullscreenchange", () => {
      const whole = Boolean(document.fullscreenElement);
      const text = whole ? frame.dataset.textFullScreenLeave : frame.dataset.textFullScreen;
      const button = frame.querySelector(".map-fullscreen");
      button.title = text;
      button.setAttribute("aria-label", text);
      map.invalidateSize();
    });
  }

  /** Show the ranges that hold at this zoom: hexagons of another size have classes of their own. */
  function showLegend(view) {
    if (!view.data.levels) return;
    const level = view.data.by === "area" ? 0 : geoLapor.hotspots.levelAt(view.data, Math.round(view.map.getZoom()));
    const monthly = String(Boolean(view.data.counts));
    for (const part of document.querySelectorAll("[data-legend-level]")) {
      part.hidden = Number(part.dataset.legendLevel) !== level || part.dataset.legendMonthly !== monthly;
    }
  }

  // The view, and the month, travel in the fragment: a reload or a shared link shows the same piece of the map
  let month = null;

  function writeView(map) {
    const at = map.getCenter();
    const parts = [map.getZoom(), at.lat.toFixed(4), at.lng.toFixed(4), ...(month ? [month] : [])];
    history.replaceState(null, "", `#${parts.join("/")}`);
    for (const link of document.querySelectorAll("[data-keep-view]")) {
      link.hash = parts.slice(0, 3).join("/");
    }
  }

  function together(maps) {
    let led = null;
    for (const map of maps) {
      map.on("move", () => {
        if (led) return;
        led = map;
        for (const other of maps) if (other !== map) other.setView(map.getCenter(), map.getZoom(), { animate: false });
        led = null;
      });
    }
  }

  const first = views[0];
  if (first) {
    const asked = readView();
    if (views.length > 1) {
      together(views.map((view) => view.map));
      views[1].map.setView(first.map.getCenter(), first.map.getZoom(), { animate: false });
    }
    const box = document.getElementById("months");
    if (box && first.grid && first.data.months) {
      const changed = (key) => {
        month = key;
        showLegend(first);
        writeView(first.map);
      };
      const slider = months(first.map, first.grid, first.data, box, changed);
      if (asked.month) slider.open(asked.month);
    }
    first.map.on("moveend", () => writeView(first.map));
    first.map.on("zoomend", () => showLegend(first));
    showLegend(first);
    writeView(first.map);
  }

  for (const link of document.querySelectorAll("[data-show-place]")) {
    link.addEventListener("click", () => {
      const [lat, lon] = link.dataset.showPlace.split(",").map(Number);
      first.map.setView([lat, lon], Math.max(first.map.getZoom(), 9));
      first.frame.scrollIntoView({ block: "nearest" });
    });
  }

  // On a telephone the layers are one line to be swiped
  document.querySelector(".layers__choice[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

  const filters = document.querySelector(".filters");
  if (filters && !filters.open && frames.length === 0) filters.open = true;
})();
