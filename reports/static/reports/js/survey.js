/* The survey: each tap is kept at once, apart from the others. Without scripts the form is sent as a whole. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-survey]");
  if (!form) return;
  const status = document.getElementById("survey-status");
  const { kept, lost } = status.dataset;
  let waiting = 0;

  /** Send one answer; the form's own button sends all of them again, so that a lost one is no loss. */
  async function keep(name, value) {
    const body = new FormData();
    for (const hidden of ["csrfmiddlewaretoken", "once", "seen"]) body.set(hidden, form.elements.namedItem(hidden).value);
    body.set("only", name);
    body.set(name, value);
    waiting += 1;
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      const answer = await response.json();
      if (!answer.kept) throw new Error(String(response.status));
      waiting -= 1;
      if (waiting === 0) status.textContent = kept;
    } catch {
      waiting -= 1;
      status.textContent = lost;
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "radio" || event.target.name === "comment") keep(event.target.name, event.target.value);
  });
})();
