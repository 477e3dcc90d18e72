/* Passwords can be looked at; a key that does not answer is said to the person, not to the console. */
(function () {
  "use strict";

  document.querySelectorAll("input[data-password]").forEach(function (input) {
    const frame = document.createElement("div");
    const button = document.createElement("button");
    const words = document.body.lang === "en" || document.documentElement.lang === "en"
      ? { show: "Show", hide: "Hide" }
      : { show: "Lihat", hide: "Tutup" };
    frame.className = "password";
    button.type = "button";
    button.className = "password__show";
    button.textContent = words.show;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.textContent = shown ? words.hide : words.show;
      button.setAttribute("aria-pressed", String(shown));
      input.focus();
    });
    input.replaceWith(frame);
    frame.append(input, button);
  });

  document.addEventListener("allauth.error", function (event) {
    const trouble = document.getElementById("key-trouble");
    if (trouble) {
      event.preventDefault();
      trouble.hidden = false;
      trouble.scrollIntoView({ block: "nearest" });
    }
  });

  const summary = document.getElementById("error-summary");
  if (summary) {
    summary.focus();
  }
})();
