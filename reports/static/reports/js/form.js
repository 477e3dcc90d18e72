/* The form as a whole: choosing a category in everyday words, a draft that survives a reload, sending once. */
(function () {
  "use strict";

  const { settings, later, make, form } = window.geoLapor;
  const { text } = settings;
  const DRAFT = "geolapor-draft";
  // Who reports is not kept: telephones are shared.
  const KEPT = ["category", "permit_issuer", "crossing", "place_query", "place_choice", "coordinates", "point_source",
    "accuracy_m", "dispute", "place_note", "description", "occurred_on", "suspected_source", "desired_remedy",
    "reported_before", "confidential", "anonymous", "key", "stamp"];
  const linkedTo = new URLSearchParams(window.location.search).get("category") || "";

  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();

  /** An error that stays while its field is put right reads as if it were still wrong. */
  function absolve(event) {
    const field = event.target.closest(".field--invalid");
    // Searching for words or a place chooses nothing yet; a place is also known by its coordinates
    if (!field || ["category-words", "id_place_query"].includes(event.target.id)) return;
    clear(field);
  }

  function clear(field) {
    field.classList.remove("field--invalid");
    field.querySelector(".field__error")?.remove();
    for (const control of field.querySelectorAll(".is-invalid")) {
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
    }
  }

  form.addEventListener("input", absolve);
  form.addEventListener("change", absolve);
  const places = ["#id_place_choice.field--invalid", ".field--invalid:has(#id_coordinates)"];
  form.addEventListener("placed", () => form.querySelectorAll(places.join()).forEach(clear));

  /* --- category ----------------------------------------------------------------------------------------------- */

  const themes = [...form.querySelectorAll("details.theme")];
  const chosenLine = document.getElementById("category-chosen");
  const words = document.getElementById("category-words");
  const none = document.getElementById("category-none");

  function showChosen() {
    const radio = form.querySelector("[name=category]:checked");
    chosenLine.hidden = !radio;
    if (radio) chosenLine.querySelector("strong").textContent = radio.dataset.name;
    for (const theme of themes) theme.classList.toggle("theme--chosen", Boolean(radio && theme.contains(radio)));
    keepCallInSight();
  }

  /** Whom to call stays in sight when the theme of the chosen category is folded away. */
  function keepCallInSight() {
    const radio = form.querySelector("[name=category]:checked");
    const moved = chosenLine.nextElementSibling;
    if (moved.matches(".call")) {
      form.querySelector(`[aria-describedby=${moved.id}]`).closest(".choice").after(moved);
    }
    const call = radio && document.getElementById(radio.getAttribute("aria-describedby"));
    if (call && !radio.closest("details").open) chosenLine.after(call);
  }

  for (const theme of themes) theme.addEventListener("toggle", keepCallInSight);

  function filter() {
    const asked = words.value.trim().toLowerCase();
    let found = 0;
    for (const theme of themes) {
      let inside = 0;
      for (const choice of theme.querySelectorAll(".choice")) {
        const fits = !asked || choice.dataset.words.toLowerCase().includes(asked);
        choice.hidden = !fits;
        inside += fits;
      }
      theme.hidden = asked !== "" && inside === 0;
      // Themes close each other by their common name; while searching several stand open.
      if (asked) theme.removeAttribute("name");
      theme.open = asked ? inside > 0 : theme.querySelector(":checked") !== null;
      if (!asked) theme.setAttribute("name", "theme");
      found += inside;
    }
    none.hidden = found > 0;
  }

  words.addEventListener("input", (event) => {
    event.stopPropagation();
    filter();
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "category") return;
    showChosen();
    // Whom to call must not lie below the edge of the screen
    const call = document.getElementById(event.target.getAttribute("aria-describedby"));
    if (call) call.scrollIntoView({ block: "nearest" });
  });

  /* --- objection: there is none before somebody is named -------------------------------------------------------- */

  const dispute = document.getElementById("dispute");

  function offerDispute() {
    dispute.hidden = !dispute.open && !document.querySelector("#place-answer [data-agency]");
  }

  form.addEventListener("answered", offerDispute);
  offerDispute();

  /* --- draft -------------------------------------------------------------------------------------------------- */

  function valueOf(name) {
    const control = form.elements.namedItem(name);
    if (!control) return "";
    const ticked = control.type === "checkbox" || control.type === "radio";
    return ticked && !control.checked ? "" : control.value;
  }

  function keep() {
    try {
      const draft = { linkedTo, ...Object.fromEntries(KEPT.map((name) => [name, valueOf(name)])) };
      sessionStorage.setItem(DRAFT, JSON.stringify(draft));
    } catch {
      // Without storage nothing is kept, and nothing else is lost.
    }
  }

  function put(name, value) {
    const control = form.elements.namedItem(name);
    if (!control || !value) return;
    if (control.type === "checkbox") control.checked = true;
    else if (control instanceof RadioNodeList) control.value = value;
    else if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }

  function restore() {
    let draft = null;
    try {
      draft = JSON.parse(sessionStorage.getItem(DRAFT));
    } catch {
      return;
    }
    if (!draft || !["description", "category", "coordinates", "place_note"].some((name) => draft[name])) return;
    // Who came by a link that names a matter means that one, not what the draft was about
    const linked = linkedTo !== (draft.linkedTo || "") && form.querySelector("[name=category]:checked");
    for (const name of KEPT) if (name !== "category" || !linked) put(name, draft[name]);
    dispute.open = Boolean(draft.dispute);
    const afresh = make("button", { type: "button", class: "btn btn-quiet" }, text.discard);
    afresh.addEventListener("click", () => {
      sessionStorage.removeItem(DRAFT);
      window.location.assign(window.location.pathname + window.location.search);
    });
    const line = document.getElementById("draft-status");
    line.replaceChildren(make("p", {}, text.restored), afresh);
    line.hidden = false;
    form.dispatchEvent(new CustomEvent("restored", { detail: draft }));
  }

  form.addEventListener("input", later(keep, 400));
  form.addEventListener("change", later(keep, 400));
  if (form.dataset.fresh === "true") restore();
  showChosen();
  const open = form.querySelector("[name=category]:checked");
  if (open) open.closest("details").open = true;

  /* --- sending ------------------------------------------------------------------------------------------------ */

  const send = document.getElementById("send");
  const label = send.querySelector("span");
  const atRest = label.textContent;
  let sending = false;

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // a button that leads elsewhere
    event.preventDefault();
    if (sending) return;
    if (navigator.onLine === false) {
      document.getElementById("send-status").textContent = text.noSignal;
      return;
    }
    sending = true;
    send.setAttribute("aria-disabled", "true");
    label.textContent = text.sending;
    keep();
    await window.geoLapor.photosReady();
    form.submit();
  });

  // Back from the next page, the form may be sent again; the same words then lead to the same receipt.
  window.addEventListener("pageshow", () => {
    sending = false;
    send.removeAttribute("aria-disabled");
    label.textContent = atRest;
  });
})();
