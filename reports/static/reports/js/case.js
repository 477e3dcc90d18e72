/* The page of a case: forms open beside it, letters open them, photos in full size. Everything works without this. */
(function () {
  "use strict";

  const root = document.querySelector("[data-case]");
  const slot = document.getElementById("act");
  const wide = window.matchMedia("(min-width: 64rem)");
  const typing = "input, textarea, select, [contenteditable]";

  if (window.htmx) {
    const careful = { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, attributesToSettle: [] };
    Object.assign(window.htmx.config, careful); // no style attribute is ever set: the policy of the page forbids it
    // A form that comes back with errors, or says that the case has changed, is shown like any other
    window.htmx.config.responseHandling = [
      { code: "204", swap: false },
      { code: "(200|403|409|422)", swap: true },
      { code: "...", swap: false, error: true },
    ];
  }

  /* --- forms in place ------------------------------------------------------------------------------------------- */

  let opener = null;

  function openIn(url, from) {
    if (from && !slot.contains(from)) opener = from;
    window.htmx.ajax("GET", url, { target: "#act", swap: "innerHTML" });
  }

  function close() {
    slot.replaceChildren();
    if (opener && opener.isConnected && opener.offsetParent) opener.focus();
    else document.querySelector("#tindakan a, #tindakan summary")?.focus();
  }

  function hasWords() {
    return [...slot.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    // (the links of an error summary lead to a field of the form itself)
    const other = "[data-act-link], #act .checks a, #act .notice a:not([href^='#'])";
    if (root && wide.matches && window.htmx && link.matches(other)) {
      event.preventDefault();
      openIn(link.href, link);
    } else if (root && link.matches("[data-act-close]")) {
      event.preventDefault();
      close();
    } else if (link.matches("[data-open-menu]")) {
      document.getElementById("all-actions").open = true;
    }
  });

  /* What was done led on to the next form: the address names it, once */
  document.addEventListener("DOMContentLoaded", () => {
    const here = new URL(window.location.href);
    const slug = here.searchParams.get("buka");
    if (!root || !slug) return;
    here.searchParams.delete("buka");
    window.history.replaceState(null, "", here);
    document.querySelector(`[data-act-link][href*="/${CSS.escape(slug)}/"]`)?.click();
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== slot) return;
    slot.dispatchEvent(new CustomEvent("act:shown", { bubbles: true }));
    const first =
      slot.querySelector("#error-summary, #changes, .preview, .foreseen") ||
      slot.querySelector("textarea[name=body]") || // whoever writes begins to write
      slot.querySelector(".act__title");
    if (!first) return;
    if (!first.matches("textarea, [tabindex]")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
    (first.matches(".act__title, textarea") ? slot : first).scrollIntoView({ block: "nearest" });
  });

  /* An error that stays while its field is put right reads as if it were still wrong */
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-act] .field--invalid");
    if (!field) return;
    field.classList.remove("field--invalid");
    field.querySelector(".field__error")?.remove();
    for (const control of field.querySelectorAll(".is-invalid")) {
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
    }
  });

  /* Without a line nothing is sent and nothing is lost: the draft is kept by case-drafts.js */
  function sayOffline(form) {
    const status = form && form.querySelector("[data-draft-status]");
    if (!status) return;
    status.hidden = false;
    status.textContent = status.dataset.offline;
  }

  document.body.addEventListener("htmx:sendError", (event) => sayOffline(event.target.closest("form")));
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || !event.target.matches("form[data-draft]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sayOffline(event.target);
  }, true);

  /* --- the menu and the keys ------------------------------------------------------------------------------------ */

  const menu = document.querySelector("[data-menu]");

  function toggleMenu() {
    if (slot.childElementCount) return;
    menu.open = !menu.open;
    if (menu.open) menu.querySelector("a")?.focus();
    else menu.querySelector("summary").focus();
  }

  function press(key) {
    const link = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)][0];
    if (!link) return false;
    if (menu && menu.contains(link) && !link.offsetParent && !wide.matches) menu.open = true;
    link.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      document.querySelector("[data-act] [data-main]")?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inDialog = event.target.closest("dialog");
    if (event.key === "Escape" && root && slot.childElementCount && !inDialog && !event.defaultPrevented) {
      if (!hasWords() || event.target.closest("#act") === null) close();
      else slot.querySelector("[data-act-close].btn")?.focus(); // what was typed is not thrown away by one key
      return;
    }
    if (!root || inDialog || event.target.closest(typing)) return;
    if (event.key === "?") document.getElementById("keys").showModal();
    else if (event.key === "." && menu) toggleMenu();
    else if (!press(event.key)) return;
    event.preventDefault();
  });

  /* --- photos in full size -------------------------------------------------------------------------------------- */

  const box = document.getElementById("lightbox");
  const links = [...document.querySelectorAll("[data-lightbox]")];
  let at = 0;

  function show(index, original) {
    at = (index + links.length) % links.length;
    const link = links[at];
    const small = link.querySelector("img");
    const picture = box.querySelector("img");
    const toggle = box.querySelector("[data-original-toggle]");
    picture.src = original ? link.dataset.original : link.href;
    picture.alt = small.alt;
    box.querySelector(".lightbox__text").textContent = `${at + 1} / ${links.length}: ${small.alt}`;
    toggle.hidden = !link.dataset.original;
    toggle.setAttribute("aria-pressed", String(Boolean(original)));
    if (!box.open) box.showModal();
  }

  if (box) {
    links.forEach((link, index) => link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
    }));
    box.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]");
      const toggle = event.target.closest("[data-original-toggle]");
      if (step) show(at + Number(step.dataset.step));
      else if (toggle) show(at, toggle.getAttribute("aria-pressed") !== "true");
      else if (event.target === box || event.target.matches("img")) box.close();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") show(at + 1);
      else if (event.key === "ArrowLeft") show(at - 1);
    });
    box.addEventListener("close", () => links[at]?.focus());
  }

  /* --- small things --------------------------------------------------------------------------------------------- */

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }
})();
