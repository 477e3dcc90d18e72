/* The filters of the maps: districts of the chosen province alone, or of all provinces by their names. */
(function () {
  "use strict";

  const province = document.getElementById("id_province");
  const regency = document.getElementById("id_regency");
  if (!province || !regency) return;
  const groups = [...regency.querySelectorAll("optgroup")];

  /** Without groups the list holds the districts of another province: none of them can be meant any more. */
  function narrow() {
    const name = province.value ? province.selectedOptions[0].textContent : "";
    regency.replaceChildren(regency.options[0], ...groups.filter((group) => !name || group.label === name));
    regency.value = "";
  }

  province.addEventListener("change", narrow);
})();
