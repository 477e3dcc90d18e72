/* Photos: made smaller before they are sent, shown, removable one by one; the place they were taken is offered. */
(function () {
  "use strict";

  const { settings, fill, make, form, readExif, withExif } = window.geoLapor;
  const { text, photos: limits } = settings;
  const input = form.elements.namedItem("photos");
  const list = document.getElementById("photo-list");
  const status = document.getElementById("photo-status");
  const offer = document.getElementById("photo-place");
  const SMALL_ENOUGH = 400000;
  const QUALITY = 0.82;

  let chosen = []; // files as they will be sent
  let work = Promise.resolve();

  async function shrink(file) {
    const { segment, place } = await readExif(file);
    let sent = file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, limits.edge / Math.max(picture.width, picture.height));
      if (scale < 1 || file.size > SMALL_ENOUGH) {
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
        if (blob && blob.size < file.size) {
          sent = new File([withExif(blob, segment)], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
        }
      }
      picture.close();
    } catch {
      // What this browser cannot open is sent as it is; the server judges it.
    }
    return { sent, place };
  }

  function show() {
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    for (const old of list.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    list.replaceChildren(...chosen.map((file, index) => {
      const button = make("button", { type: "button", class: "btn btn-quiet", "aria-label": `${text.remove}: ${file.name}` }, text.remove);
      button.addEventListener("click", () => {
        chosen.splice(index, 1);
        show();
        input.focus();
      });
      return make("li", { class: "photo" }, make("img", { src: URL.createObjectURL(file), alt: "" }), make("span", {}, file.name), button);
    }));
    const kilobytes = Math.round(chosen.reduce((sum, file) => sum + file.size, 0) / 1024);
    status.textContent = chosen.length ? fill(text.ready, { count: chosen.length, kilobytes }) : "";
  }

  function offerPlace(place) {
    const use = make("button", { type: "button", class: "btn btn-quiet" }, text.usePhotoPlace);
    use.addEventListener("click", () => {
      window.geoLapor.setPoint(place.lat, place.lon, "photo", null);
      offer.hidden = true;
      document.getElementById("place").scrollIntoView();
    });
    offer.replaceChildren(make("p", {}, text.photoPlace), use);
    offer.hidden = false;
  }

  async function take(files) {
    const kept = form.querySelectorAll("[name=photo_tickets]:checked").length;
    status.textContent = text.shrinking;
    for (const file of files) {
      if (chosen.length + kept >= limits.most) {
        show();
        status.textContent = fill(text.tooMany, { count: limits.most });
        return;
      }
      const { sent, place } = await shrink(file);
      chosen.push(sent);
      if (place) offerPlace(place);
    }
    show();
  }

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.files = new DataTransfer().files; // until they are small: a slow line must not send the large ones
    work = work.then(() => take(files));
  });

  window.geoLapor.photosReady = () => work;
})();
