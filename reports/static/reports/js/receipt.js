/* The receipt: the draft is done with; print and share where the browser can. */
(function () {
  "use strict";

  try {
    sessionStorage.removeItem("geolapor-draft");
  } catch {
    // Nothing was kept then.
  }

  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  const share = document.getElementById("share");
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ title: share.dataset.title, url: share.dataset.url }).catch(() => {});
    });
  }
})();
