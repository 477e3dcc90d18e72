/* Behind an @ the names of colleagues who may see the case: arrow keys choose, Return or Tab takes, Escape closes. */
(function () {
  "use strict";

  const MARKED = new WeakSet();
  const BEHIND_AT = /(?:^|[^\w@.])@([\p{L}\p{M}.'’ -]{0,40})$/u;

  function attach(holder) {
    if (MARKED.has(holder)) return;
    MARKED.add(holder);
    const area = holder.querySelector("textarea");
    const list = document.createElement("ul");
    list.className = "mentions__list";
    list.id = `${area.id}-people`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", area.labels[0].textContent.trim());
    area.after(list);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    area.setAttribute("aria-controls", list.id);

    let asked = "";
    let chosen = -1;
    let timer = 0;

    const typed = () => BEHIND_AT.exec(area.value.slice(0, area.selectionStart));

    function hide() {
      list.hidden = true;
      chosen = -1;
      area.removeAttribute("aria-activedescendant");
    }

    function choose(index) {
      const options = [...list.children];
      chosen = (index + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      area.setAttribute("aria-activedescendant", options[chosen].id);
    }

    function take(option) {
      const found = typed();
      if (!found) return hide();
      const from = area.selectionStart - found[1].length;
      area.setRangeText(`${option.textContent} `, from, area.selectionStart, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      hide();
    }

    function show(people) {
      if (!people.length) return hide();
      list.replaceChildren(...people.map(({ name }, index) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `${list.id}-${index}`;
        option.textContent = name;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(option);
        });
        return option;
      }));
      list.hidden = false;
      choose(0);
    }

    async function ask() {
      const found = typed();
      if (!found) return hide();
      asked = found[1];
      try {
        const url = new URL(holder.dataset.mentionsFrom, location.href);
        url.searchParams.set("q", asked);
        const response = await fetch(url);
        const { people } = await response.json();
        const now = typed();
        if (now && now[1] === asked) show(people);
      } catch {
        hide(); // names can be typed without help
      }
    }

    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    area.addEventListener("blur", hide);
    area.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen - 1);
      else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
      else if (event.key === "Escape") hide();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  const dress = () => document.querySelectorAll("[data-mentions-from]").forEach(attach);
  dress();
  document.addEventListener("act:shown", dress);
})();
