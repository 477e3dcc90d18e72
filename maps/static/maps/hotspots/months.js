/* /titik-rawan/: the slider over months. Classes stay as they are while it moves; nothing moves by itself. */
(function () {
  "use strict";

  const { fill, number, levelAt, restyle, fetched } = geoLapor.hotspots;
  const PACE = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 2500 : 1000; // ms a month

  /** Lead a map through its months; `box` holds the controls, `changed` is told the month or null. */
  function months(map, grid, data, box, changed) {
    const [slider, play, whole, status, alone] = ["slider", "play", "whole", "status", "alone"].map((name) =>
      box.querySelector(`[data-months="${name}"]`),
    );
    const names = data.months.names;
    let series = null; // {level, view, all, totals, of: Map(id -> counts)}
    let timer = null;

    function needed() {
      const level = data.by === "area" ? 0 : levelAt(data, Math.round(map.getZoom()));
      const view = map.getBounds().pad(0.3);
      return { level, view, all: level < data.months.boxFrom };
    }

    function serves(want) {
      return series && series.level === want.level && (series.all || series.view.contains(map.getBounds()));
    }

    async function load() {
      const want = needed();
      if (serves(want)) return;
      const query = new URLSearchParams({ level: want.level });
      if (!want.all) {
        const { view } = want;
        query.set("bbox", [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((v) => v.toFixed(3)));
      }
      const join = data.months.address.includes("?") ? "&" : "?";
      const found = await fetched(`${data.months.address}${join}${query}`);
      series = { ...want, totals: found.totals, of: new Map(found.ids.map((id, place) => [id, found.counts[place]])) };
    }

    function say(place) {
      const n = series.totals[place] || 0;
      const reports = fill(n === 1 ? data.words.report : data.words.reports, { n: number.format(n) });
      status.textContent = fill(data.words.month, { month: names[place], reports });
    }

    async function show() {
      const place = Number(slider.value);
      slider.setAttribute("aria-valuetext", names[place]);
      try {
        await load();
      } catch {
        stop();
        status.textContent = data.words.failed;
        return;
      }
      if (place !== Number(slider.value)) return; // moved on while we asked
      data.counts = new Map([...series.of].map(([id, counts]) => [id, counts[place]]));
      restyle(grid, data);
      say(place);
      alone.href = fill(data.months.alone, { month: data.months.keys[place] });
      alone.hidden = false;
      whole.hidden = false;
      changed(data.months.keys[place]);
    }

    function stop() {
      clearInterval(timer);
      timer = null;
      play.setAttribute("aria-pressed", "false");
      play.querySelector("[data-text]").textContent = data.words.play;
    }

    function step() {
      if (Number(slider.value) >= names.length - 1) return stop();
      slider.value = Number(slider.value) + 1;
      show();
    }

    play.addEventListener("click", () => {
      if (timer) return stop();
      if (Number(slider.value) >= names.length - 1) slider.value = 0;
      play.setAttribute("aria-pressed", "true");
      play.querySelector("[data-text]").textContent = data.words.pause;
      timer = setInterval(step, PACE);
      show();
    });
    slider.addEventListener("input", () => {
      stop();
      show();
    });
    whole.addEventListener("click", () => {
      stop();
      data.counts = null;
      restyle(grid, data);
      whole.hidden = alone.hidden = true;
      status.textContent = data.words.whole;
      slider.focus();
      changed(null);
    });
    map.on("moveend", () => data.counts && show());
    box.hidden = false;
    return {
      open(key) {
        const place = data.months.keys.indexOf(key);
        if (place < 0) return;
        slider.value = place;
        show();
      },
    };
  }

  Object.assign(geoLapor.hotspots, { months });
})();
