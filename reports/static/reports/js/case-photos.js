/* Parts of a photo to blur: drawn on the picture, or set by numbers; both write the lines that the form sends. */
(function () {
  "use strict";

  const MARKED = new WeakSet();
  const NAMES = ["left", "top", "width", "height"];
  const SMALLEST = 1; // per cent

  /* The editor stands for the field of numbers: what is wrong is said here, and the summary of errors leads here. */
  function replace(lines, editor) {
    const field = lines.closest(".field");
    const error = field.querySelector(".field__error");
    field.hidden = true;
    editor.id = lines.id;
    editor.tabIndex = -1;
    lines.removeAttribute("id");
    if (!error) return;
    editor.classList.add("field--invalid");
    editor.append(error);
  }

  function attach(editor) {
    if (MARKED.has(editor)) return;
    MARKED.add(editor);
    const form = editor.closest("form");
    const lines = form.elements.namedItem("boxes");
    const picture = editor.querySelector(".boxes__picture");
    const text = editor.dataset;
    const rows = document.createElement("div");
    const add = document.createElement("button");
    add.type = "button";
    add.className = "btn btn-quiet";
    add.textContent = text.textAdd;
    editor.append(rows, add);
    editor.querySelector("[data-script-hint]").hidden = false;
    replace(lines, editor);
    let boxes = lines.value.split("\n").map((line) => line.split(",").map(Number)).filter((box) => box.length === 4);

    function write() {
      lines.value = boxes.map((box) => box.map((value) => Math.round(value * 10) / 10).join(", ")).join("\n");
      lines.dispatchEvent(new Event("input", { bubbles: true }));
      picture.querySelectorAll(".boxes__box").forEach((old) => old.remove());
      boxes.forEach((box, index) => {
        const shape = document.createElement("div");
        shape.className = "boxes__box";
        shape.textContent = index + 1;
        NAMES.forEach((name, at) => shape.style.setProperty(name, `${box[at]}%`));
        picture.append(shape);
      });
    }

    function drawRows() {
      rows.replaceChildren(...boxes.map((box, index) => {
        const row = document.createElement("div");
        row.className = "boxes__row";
        row.setAttribute("role", "group");
        row.setAttribute("aria-label", `${text.textBox} ${index + 1}`);
        NAMES.forEach((name, at) => {
          const input = document.createElement("input");
          Object.assign(input, { type: "number", min: 0, max: 100, step: "any", value: Math.round(box[at]) });
          input.className = "form-control";
          input.addEventListener("input", () => {
            boxes[index][at] = Math.min(100, Math.max(0, Number(input.value) || 0));
            write();
          });
          const label = document.createElement("label");
          label.append(text[`text${name[0].toUpperCase()}${name.slice(1)}`], input);
          row.append(label);
        });
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "btn btn-quiet";
        remove.textContent = text.textRemove;
        remove.addEventListener("click", () => {
          boxes.splice(index, 1);
          drawRows();
          write();
          add.focus();
        });
        row.append(remove);
        return row;
      }));
    }

    add.addEventListener("click", () => {
      boxes.push([40, 40, 20, 20]);
      drawRows();
      write();
      rows.lastElementChild.querySelector("input").focus();
    });

    let start = null;
    const place = (event) => {
      const frame = picture.getBoundingClientRect();
      const share = (value, length) => Math.min(100, Math.max(0, (value / length) * 100));
      return [share(event.clientX - frame.left, frame.width), share(event.clientY - frame.top, frame.height)];
    };
    picture.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      picture.setPointerCapture(event.pointerId);
      start = place(event);
      boxes.push([...start, 0, 0]);
    });
    picture.addEventListener("pointermove", (event) => {
      if (!start) return;
      const [x, y] = place(event);
      boxes[boxes.length - 1] = [
        Math.min(start[0], x), Math.min(start[1], y), Math.abs(x - start[0]), Math.abs(y - start[1]),
      ];
      write();
    });
    const end = () => {
      if (!start) return;
      start = null;
      const last = boxes[boxes.length - 1];
      if (last[2] < SMALLEST || last[3] < SMALLEST) boxes.pop();
      drawRows();
      write();
    };
    picture.addEventListener("pointerup", end);
    picture.addEventListener("pointercancel", end);
    drawRows();
    write();
  }

  const dress = () => document.querySelectorAll("[data-boxes-editor]").forEach(attach);
  dress();
  document.addEventListener("act:shown", dress);
})();
