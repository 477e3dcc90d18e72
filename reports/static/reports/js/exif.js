/* A little of EXIF: where a photo was taken, and its notes carried over to the smaller copy, for staff alone: the
 * server reads them and makes every public copy anew without them. */
(function () {
  "use strict";

  const ORIENTATION = 0x0112;
  const GPS = 0x8825;

  /** The bytes of the EXIF segment of a JPEG file, marker and length included; null where there is none. */
  function segmentOf(view) {
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
    let at = 2;
    while (at + 10 <= view.byteLength) {
      const marker = view.getUint16(at);
      const length = view.getUint16(at + 2);
      if (marker === 0xffda || (marker & 0xff00) !== 0xff00) return null;
      const isExif = marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966;
      if (isExif && at + 2 + length <= view.byteLength) return [at, length + 2];
      at += 2 + length;
    }
    return null;
  }

  function entries(tiff, at, little) {
    const found = new Map();
    const count = tiff.getUint16(at, little);
    for (let i = 0; i < count; i += 1) {
      const entry = at + 2 + i * 12;
      found.set(tiff.getUint16(entry, little), entry + 8);
    }
    return found;
  }

  function degrees(tiff, at, little) {
    const start = tiff.getUint32(at, little);
    const part = (n) => tiff.getUint32(start + n * 8, little) / tiff.getUint32(start + n * 8 + 4, little);
    return part(0) + part(1) / 60 + part(2) / 3600;
  }

  function position(tiff, at, little) {
    const gps = entries(tiff, at, little);
    if (![1, 2, 3, 4].every((tag) => gps.has(tag))) return null;
    const side = (tag) => String.fromCharCode(tiff.getUint8(gps.get(tag)));
    const lat = degrees(tiff, gps.get(2), little) * (side(1) === "S" ? -1 : 1);
    const lon = degrees(tiff, gps.get(4), little) * (side(3) === "W" ? -1 : 1);
    const sound = Number.isFinite(lat) && Number.isFinite(lon) && Math.abs(lat) <= 90 && (lat !== 0 || lon !== 0);
    return sound ? { lat, lon } : null;
  }

  /** Read a file's EXIF: {segment, place}. The segment's orientation is set upright, as the smaller copy will be. */
  async function readExif(file) {
    const nothing = { segment: null, place: null };
    try {
      const buffer = await file.slice(0, 262144).arrayBuffer();
      const span = segmentOf(new DataView(buffer));
      if (!span) return nothing;
      const segment = new Uint8Array(buffer.slice(span[0], span[0] + span[1]));
      const tiff = new DataView(segment.buffer, 10);
      const little = tiff.getUint16(0) === 0x4949;
      const main = entries(tiff, tiff.getUint32(4, little), little);
      if (main.has(ORIENTATION)) tiff.setUint16(main.get(ORIENTATION), 1, little);
      const place = main.has(GPS) ? position(tiff, tiff.getUint32(main.get(GPS), little), little) : null;
      return { segment, place };
    } catch {
      return nothing; // a camera's nonsense is no reason to stop
    }
  }

  /** A JPEG blob with the EXIF segment put behind its first marker. */
  function withExif(jpeg, segment) {
    return segment ? new Blob([jpeg.slice(0, 2), segment, jpeg.slice(2)], { type: "image/jpeg" }) : jpeg;
  }

  Object.assign(window.geoLapor, { readExif, withExif });
})();
