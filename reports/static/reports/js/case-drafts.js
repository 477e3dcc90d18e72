/* What was typed into a form of a case survives a lost line, a closed window, an empty battery: kept on this device,
 * for this user, until it was sent or two days have passed. */
(function () {
  "use strict";

  const PREFIX = "kasus:";
  const KEPT_MS = 48 * 3600 * 1000;
  const SENT = "kasus-terkirim";
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version", "seen", "lat", "lon", "text", "q"]);
  let store = null;
  try {
    store = window.localStorage;
  } catch {
    return; // forbidden by the browser: nothing is kept
  }

  function read(key) {
    try {
      return JSON.parse(store.getItem(PREFIX + key));
    } catch {
      return null;
    }
  }

  function sweep() {
    for (const name of Object.keys(store)) {
      if (!name.startsWith(PREFIX)) continue;
      const draft = read(name.slice(PREFIX.length));
      if (!draft || Date.now() - draft.at > KEPT_MS) store.removeItem(name);
    }
  }

  /** The page shows a newer version than the one that was sent with a form: it arrived. */
  function clearSent() {
    const page = document.querySelector("[data-case]");
    const sent = sessionStorage.getItem(SENT);
    if (!page || !sent) return;
    const draft = read(sent);
    if (draft && String(draft.version) !== page.dataset.version) store.removeItem(PREFIX + sent);
    sessionStorage.removeItem(SENT);
  }

  function words(form) {
    const found = {};
    for (const field of form.elements) {
      if (!field.name || LEFT_OUT.has(field.name) || field.type === "file" || field.type === "hidden") continue;
      if (field.type === "submit" || field.type === "button") continue;
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.checked !== field.defaultChecked) found[`${field.name}=${field.value}`] = field.checked;
      } else if (field.tagName !== "SELECT" && field.value !== field.defaultValue) {
        found[field.name] = field.value;
      }
    }
    return found;
  }

  function restore(form, draft) {
    for (const [name, value] of Object.entries(draft.words)) {
      if (typeof value === "boolean") {
        const [field, choice] = [name.slice(0, name.indexOf("=")), name.slice(name.indexOf("=") + 1)];
        const input = [...form.elements].find((one) => one.name === field && one.value === choice);
        if (input) input.checked = value;
      } else {
        const field = form.elements.namedItem(name);
        if (field && "value" in field) field.value = value;
      }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function watch(form) {
    if (form.dataset.watched) return;
    form.dataset.watched = "true";
    const key = form.dataset.draft;
    const status = form.querySelector("[data-draft-status]");
    const draft = read(key);
    const cameBack = form.closest(".act").querySelector("#error-summary, #changes, .preview, .foreseen");
    if (draft && !cameBack && Object.keys(draft.words).length) {
      restore(form, draft);
      status.textContent = status.dataset.restored;
      status.hidden = false;
    }
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(form, key), 400);
    });
    form.addEventListener("submit", () => {
      keep(form, key);
      sessionStorage.setItem(SENT, key);
    });
  }

  function keep(form, key) {
    const found = words(form);
    try {
      if (Object.keys(found).length) {
        const draft = { at: Date.now(), version: form.dataset.version, words: found };
        store.setItem(PREFIX + key, JSON.stringify(draft));
      } else {
        store.removeItem(PREFIX + key);
      }
    } catch {
      // The store is full: the form itself still holds what was typed.
    }
  }

  function watchAll() {
    for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
  }

  sweep();
  clearSent();
  watchAll();
  document.addEventListener("act:shown", watchAll);
})();
