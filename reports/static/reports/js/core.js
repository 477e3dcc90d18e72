/* What the scripts of a form with a place share: settings of the page, small helpers, news between the parts. */
(function () {
  "use strict";

  const settings = JSON.parse(document.getElementById("form-settings").textContent);

  /** Fill %(name)s into a sentence. */
  function fill(sentence, values) {
    return sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole));
  }

  /** Call `run` once nothing more has happened for `wait` milliseconds. */
  function later(run, wait) {
    let timer = 0;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(run, wait, ...values);
    };
  }

  /** Make an element with text or children. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  /** Whether the line is good enough to load a map unasked. */
  function bandwidthAllows() {
    const line = navigator.connection;
    if (!line) return true;
    return !line.saveData && line.effectiveType === "4g";
  }

  const form = document.querySelector("form[data-place-form]");
  document.documentElement.classList.add("has-script");
  for (const element of form.querySelectorAll("[data-script-only]")) element.hidden = false;

  window.geoLapor = Object.assign(window.geoLapor || {}, { settings, fill, later, make, bandwidthAllows, form });
})();
