/* maps/embed_panel.html: the button that copies, for those whose browser can. */
(function () {
  "use strict";

  const button = document.querySelector("[data-copies]");
  const code = document.getElementById(button.dataset.copies);
  const status = document.querySelector("[data-copy-status]");
  code.addEventListener("focus", () => code.select());
  if (!navigator.clipboard) return; // the code is selected when it is entered, and can be copied by hand
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.value);
    status.textContent = button.dataset.copied;
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
  });
})();
