/* The inbox by keyboard: move, open, select; ranges with Shift; and a look at what is new while the page is seen. */
(function () {
  "use strict";

  const POLL_MS = 30000;
  const GOES = { i: ["agency", "province", "all"], m: ["mine"], o: ["overdue"], u: ["unit"], c: ["copies"] };
  const form = document.getElementById("bulk");
  const list = document.getElementById("cases");
  const bar = document.getElementById("bulk-bar");
  const help = document.getElementById("keys");
  let lastPicked = null;
  let going = 0;

  const links = () => (list ? [...list.querySelectorAll(".case-row__link")] : []);
  const boxes = () => (list ? [...list.querySelectorAll('input[name="case"]')] : []);
  const rowOf = (element) => element && element.closest(".case-row");
  const boxOf = (element) => rowOf(element)?.querySelector('input[name="case"]');

  function current() {
    const row = rowOf(document.activeElement);
    return row ? links().indexOf(row.querySelector(".case-row__link")) : -1;
  }

  function move(by) {
    const all = links();
    const at = current();
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    const link = all[Math.max(0, Math.min(next, all.length - 1))];
    if (link) {
      link.focus({ preventScroll: true });
      link.scrollIntoView({ block: "nearest" });
    }
  }

  function pick(box, upTo) {
    if (!box) return;
    const all = boxes();
    if (upTo && lastPicked && all.includes(lastPicked)) {
      const [from, to] = [all.indexOf(lastPicked), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    lastPicked = box;
    tell();
  }

  function tell() {
    if (!bar) return;
    const all = boxes();
    const picked = all.filter((box) => box.checked).length;
    const whole = document.getElementById("pick-all");
    const page = document.getElementById("pick-page");
    document.getElementById("picked-count").value = picked;
    bar.classList.toggle("bulk-bar--open", picked > 0);
    page.checked = picked > 0 && picked === all.length;
    page.indeterminate = picked > 0 && picked < all.length;
    whole.classList.toggle("offered", page.checked);
    if (!page.checked) whole.querySelector("input").checked = false;
  }

  function pickAll(checked) {
    for (const box of boxes()) box.checked = checked;
    tell();
  }

  if (form) {
    list.addEventListener("click", (event) => {
      const box = event.target.closest('input[name="case"]');
      if (box) pick(box, event.shiftKey);
    });
    list.addEventListener("mousedown", (event) => {
      if (event.shiftKey) event.preventDefault(); // no text is marked while a range of rows is
    });
    document.getElementById("pick-page").addEventListener("change", (event) => pickAll(event.target.checked));
    form.addEventListener("submit", () => {
      // A file that comes back leaves the page as it is: only what changes cases is sent once
      setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
      setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = false)), 3000);
    });
    window.addEventListener("pageshow", tell); // the browser keeps ticks over "back"
    tell();
  }

  const ACTS = {
    j: () => move(1),
    k: () => move(-1),
    o: () => links()[current()]?.click(),
    x: () => toggle(false),
    X: () => toggle(true),
    "/": () => document.getElementById("q")?.select(),
    f: () => document.getElementById("filter-link")?.click(),
    u: () => document.querySelector("#news button")?.click(),
    "?": () => help?.showModal(),
    Escape: () => pickAll(false),
  };

  function toggle(upTo) {
    const box = boxOf(document.activeElement);
    if (!box) return;
    box.checked = !box.checked;
    pick(box, upTo);
  }

  /* Something is done to what is selected; never to what one merely stands on: a slip would publish it unread */
  function act(key) {
    const button = bar?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button || !boxes().some((box) => box.checked)) return false;
    button.click();
    return true;
  }

  function go(key) {
    for (const folder of GOES[key] || []) {
      const link = document.querySelector(`[data-folder="${folder}"]`);
      if (link) {
        link.click();
        return;
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (Date.now() - going < 1500 && GOES[event.key]) {
      going = 0;
      go(event.key);
    } else if (event.key === "g") {
      going = Date.now();
    } else if (ACTS[event.key]) {
      ACTS[event.key]();
    } else if (!act(event.key)) {
      return;
    }
    event.preventDefault();
  });

  // On a telephone the folders are a strip: the one that is open is shown, not the first
  document.querySelector(".folder[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  document.querySelector("[data-help]")?.addEventListener("click", () => help.showModal());

  // htmx asks when told to; nobody is asked for a page that nobody looks at
  function poll() {
    const news = document.querySelector("[data-poll]");
    if (news && !document.hidden) news.dispatchEvent(new Event("desk:poll"));
  }

  setInterval(poll, POLL_MS);
  document.addEventListener("visibilitychange", poll);

  // A case that changed comes anew at the top; its older row goes, and what was picked stays picked
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "cases") return;
    const seen = new Map();
    for (const row of list.querySelectorAll(".case-row")) {
      const first = seen.get(row.dataset.number);
      if (first) {
        boxOf(first.querySelector("input")).checked ||= boxOf(row.querySelector("input")).checked;
        row.remove();
      } else {
        seen.set(row.dataset.number, row);
      }
    }
    tell();
    links()[0]?.focus();
  });
})();
