/* Help inside forms: texts kept ready, blanks, black bars, further parts, the position and photo of evidence. */
(function () {
  "use strict";

  const MARKED = new WeakSet();

  function once(element, run) {
    if (!element || MARKED.has(element)) return;
    MARKED.add(element);
    run(element);
  }

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /* A text that is chosen is taken at once; what was typed is not overwritten unasked */
  function readyText(button) {
    const select = button.form.elements.namedItem("text");
    const area = button.form.querySelector("textarea[name=body], textarea[name=note]");
    select.addEventListener("change", () => {
      if (select.value && area && !area.value.trim()) button.click(); // a click tells htmx which button it was
    });
  }

  /* Return in a search box searches; it never sends the form around it */
  function searchBox(box) {
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (!box.hasAttribute("hx-get")) box.form.querySelector("button[value=search]").click(); // else it has searched
    });
  }

  /* Words between the marks are shown black below, as the public will read them */
  function redaction(holder) {
    const field = holder.querySelector("[data-marks]");
    const view = holder.querySelector("[data-redact-view]");
    const button = holder.querySelector("[data-blacken]");
    const { open, close } = field.dataset;
    const draw = () => {
      const parts = field.value.split(open);
      const shown = [document.createTextNode(parts[0])];
      for (const part of parts.slice(1)) {
        const end = part.indexOf(close);
        shown.push(make("span", { class: "blacked" }, "█████"));
        shown.push(document.createTextNode(end < 0 ? "" : part.slice(end + close.length)));
      }
      view.replaceChildren(...shown);
      view.hidden = parts.length < 2;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const { selectionStart: from, selectionEnd: to, value } = field;
      const chosen = value.slice(from, to);
      if (!chosen.trim() || chosen.includes(open) || chosen.includes(close)) return field.focus();
      field.setRangeText(open + chosen + close, from, to, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    field.addEventListener("input", draw);
    draw();
  }

  function parts(button) {
    const empty = () => button.form.querySelector("[data-part][data-empty][hidden]");
    for (const part of button.form.querySelectorAll("[data-part][data-empty]")) part.hidden = true;
    button.hidden = !empty();
    button.addEventListener("click", () => {
      const part = empty();
      if (part) part.hidden = false;
      if (part) part.querySelector("select").focus();
      button.hidden = !empty();
    });
  }

  /* Evidence: the photo is shown before it is sent, and the position goes along where it may */
  function evidence(line) {
    const form = line.closest("form");
    const file = form.elements.namedItem("photo");
    const preview = form.querySelector("[data-photo-preview]");
    file.addEventListener("change", () => {
      const picture = preview.querySelector("img");
      if (picture.src) URL.revokeObjectURL(picture.src);
      preview.hidden = !file.files.length;
      if (file.files.length) picture.src = URL.createObjectURL(file.files[0]);
      if (file.files.length && navigator.geolocation) locate(form, line);
    });
  }

  function locate(form, line) {
    line.textContent = line.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.namedItem("lat").value = coords.latitude.toFixed(6);
        form.elements.namedItem("lon").value = coords.longitude.toFixed(6);
        line.textContent = line.dataset.known.replace("%(metres)s", Math.round(coords.accuracy));
      },
      () => {
        line.textContent = line.dataset.unknown;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }

  function dress() {
    document.querySelectorAll("[data-ready-text]").forEach((element) => once(element, readyText));
    document.querySelectorAll("#agency-query").forEach((element) => once(element, searchBox));
    document.querySelectorAll("[data-redact]").forEach((element) => once(element, redaction));
    document.querySelectorAll("[data-add-part]").forEach((element) => once(element, parts));
    document.querySelectorAll("[data-here]").forEach((element) => once(element, evidence));
  }

  dress();
  document.addEventListener("act:shown", dress);
})();
