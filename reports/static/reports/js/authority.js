/* /kewenangan/: the list narrows down while words are typed; an address that names a category unfolds it. */
(function () {
  "use strict";

  const words = document.getElementById("matter-words");
  const none = document.getElementById("matter-none");
  const matters = [...document.querySelectorAll(".matter")];
  const themes = [...document.querySelectorAll(".matter-theme")];

  // Without the words of an earlier search the whole list is here, and nobody need be asked
  const whole = words.defaultValue === "";

  function narrow() {
    const asked = words.value.trim().toLowerCase().split(/\s+/);
    for (const matter of matters) matter.hidden = !asked.every((word) => matter.dataset.words.includes(word));
    for (const theme of themes) theme.hidden = !theme.querySelector(".matter:not([hidden])");
    none.hidden = themes.some((theme) => !theme.hidden);
  }

  function unfold() {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named instanceof HTMLDetailsElement) named.open = true;
  }

  if (whole) words.addEventListener("input", narrow);
  window.addEventListener("hashchange", unfold);
  unfold();

  const first = document.getElementById("error-summary") || document.getElementById("jawaban");
  if (first) first.focus({ preventScroll: false });
})();
