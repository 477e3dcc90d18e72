/* /titik-rawan/cetak/: the button that prints, for those whose browser can. */
(function () {
  "use strict";

  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
})();
