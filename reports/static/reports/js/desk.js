/* What every page of the desk can do: a choice that applies itself, menus that close. */
(function () {
  "use strict";

  document.documentElement.classList.add("scripted");

  for (const form of document.querySelectorAll("[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.desk-account[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
