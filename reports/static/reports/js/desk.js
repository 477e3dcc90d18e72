/* What every page of the desk can do: a choice that applies itself, menus that close. */
(function () {
  "use strict";

  document.documentElement.classList.add("scripted");

  for (const form of document.querySelectorAll("[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  // Something is still being done: look again until it is
  if (document.querySelector("[data-look-again]")) setTimeout(() => location.reload(), 2000);

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.desk-account[open], details.desk-more[open], details.tool-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
