"""Files of boundaries for tests, made from real outlines of the embedded edition."""

import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import geopandas as gpd
import shapely

from boundaries.actions.defaults import FOLDER

YOGYAKARTA = ("34.01", "34.02", "34.03", "34.04", "34.71")
BANDUNG = ("32.04", "32.73")


@cache
def _all() -> gpd.GeoDataFrame:
    return gpd.read_file(FOLDER / "boundaries" / "regencies.fgb").set_index("code", drop=False)


def real(codes: Sequence[str] = YOGYAKARTA) -> gpd.GeoDataFrame:
    """Real outlines with the columns kode and nama, as Kemendagri-coded sets have them; EPSG:4326."""
    rows = _all().loc[list(codes)]
    return gpd.GeoDataFrame(
        {"kode": rows["code"].tolist(), "nama": rows["name"].tolist()}, geometry=rows.geometry.tolist(), crs=4326
    )


def geojson(folder: Path, frame: gpd.GeoDataFrame | None = None, name: str = "areas.geojson") -> Path:
    """Write GeoJSON."""
    path = folder / name
    (real() if frame is None else frame).to_file(path, driver="GeoJSON")
    return path


def shapefile(folder: Path, frame: gpd.GeoDataFrame | None = None, name: str = "areas.shp") -> Path:
    """Write a Shapefile."""
    path = folder / name
    (real() if frame is None else frame).to_file(path)
    return path


def zipped(folder: Path, files: Sequence[Path], name: str = "areas.zip") -> Path:
    """Zip files together."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return path


def cut(path: Path, share: float = 0.6) -> Path:
    """Cut the end off a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def missing(folder: Path) -> Path:
    return folder / "nowhere.gpkg"


def empty(folder: Path) -> Path:
    path = folder / "empty.geojson"
    path.touch()
    return path


def no_features(folder: Path) -> Path:
    return geojson(folder, real().iloc[:0])


def pdf(folder: Path) -> Path:
    path = folder / "peta.shp"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20)
    return path


def table(folder: Path) -> Path:
    path = folder / "areas.csv"
    path.write_text("kode,nama\n34.04,Sleman\n", encoding="utf-8")
    return path


def other_json(folder: Path) -> Path:
    path = folder / "areas.json"
    path.write_text('{"kode": "34.04", "nama": "Sleman"}', encoding="utf-8")
    return path


def zeros(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    path.write_bytes(bytes(100_000))
    return path


def truncated_gpkg(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    real().to_file(path, driver="GPKG", layer="kabupaten_kota")
    return cut(path)


def truncated_fgb(folder: Path) -> Path:
    path = folder / "areas.fgb"
    real().to_file(path, driver="FlatGeobuf")
    return cut(path)


def truncated_geojson(folder: Path) -> Path:
    return cut(geojson(folder))


def truncated_shp(folder: Path) -> Path:
    return cut(shapefile(folder))


def truncated_parquet(folder: Path) -> Path:
    path = folder / "areas.parquet"
    real().to_parquet(path)
    return cut(path)


def truncated_zip(folder: Path) -> Path:
    return cut(zipped(folder, [geojson(folder)]))


def shp_without_dbf(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".dbf").unlink()
    return path


def zip_without_shx(folder: Path) -> Path:
    path = shapefile(folder)
    return zipped(folder, [path, path.with_suffix(".dbf"), path.with_suffix(".prj")])


def zip_of_pictures(folder: Path) -> Path:
    picture = folder / "photo.jpg"
    picture.write_bytes(b"\xff\xd8\xff" + bytes(100))
    return zipped(folder, [picture])


def bomb(folder: Path, megabytes: int = 150) -> Path:
    """Zeros called a Shapefile, packed to a thousandth."""
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("areas.shp", "areas.shx", "areas.dbf"):
            with archive.open(name, "w", force_zip64=True) as member:
                for _chunk in range(megabytes // 3 if name == "areas.shp" else 1):
                    member.write(bytes(3 * 1024 * 1024))
    return path


def swapped_axes(folder: Path) -> Path:
    frame = real()
    frame.geometry = shapely.transform(frame.geometry.array, lambda xy: xy[:, ::-1])
    return geojson(folder, frame)


def metres_called_degrees(folder: Path) -> Path:
    frame = real().to_crs(32749).set_crs(4326, allow_override=True)
    path = folder / "areas.gpkg"
    frame.to_file(path, driver="GPKG")
    return path


def degrees_called_metres(folder: Path) -> Path:
    return shapefile(folder, real().set_crs(32749, allow_override=True))


def wrong_zone(folder: Path) -> Path:
    """UTM zone 49 south, called 29 south: Yogyakarta in the Atlantic."""
    return shapefile(folder, real().to_crs(32749).set_crs(32729, allow_override=True))


def no_crs_in_metres(folder: Path) -> Path:
    path = shapefile(folder, real().to_crs(32749))
    path.with_suffix(".prj").unlink()
    return path


def points(folder: Path) -> Path:
    frame = real()
    frame.geometry = shapely.point_on_surface(frame.geometry.array)
    return geojson(folder, frame)


def no_outline(folder: Path) -> Path:
    frame = real()
    frame.loc[2, "geometry"] = None
    return geojson(folder, frame)


def elsewhere(folder: Path) -> Path:
    frame = real()
    frame.geometry = frame.geometry.translate(xoff=-100)
    return geojson(folder, frame)


def no_columns(folder: Path) -> Path:
    return geojson(folder, real().rename(columns={"kode": "fid_1", "nama": "luas"}))


def doubled_code(folder: Path) -> Path:
    frame = real()
    frame.loc[1, "kode"] = "34.01"
    return geojson(folder, frame)


def codes_of_provinces(folder: Path) -> Path:
    frame = real()
    frame["kode"] = frame["kode"].str[:2]
    return geojson(folder, frame)


def neither_code_nor_name(folder: Path) -> Path:
    frame = real()
    frame.loc[3, ["kode", "nama"]] = None
    return geojson(folder, frame)


def unknown_name(folder: Path) -> Path:
    frame = real().drop(columns="kode").rename(columns={"nama": "shapeName"})
    frame.loc[3, "shapeName"] = "Slemon"
    return geojson(folder, frame)


def several_layers(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    for layer in ("satu", "dua"):
        real().to_file(path, driver="GPKG", layer=layer)
    return path


def bowtie(folder: Path) -> Path:
    """Sleman drawn as a figure of eight of unequal loops."""
    frame = real()
    eight = [(110.2, -7.8), (110.4, -7.6), (110.4, -7.8), (110.1, -7.5), (110.2, -7.8)]
    frame.loc[3, "geometry"] = shapely.Polygon(eight)
    return geojson(folder, frame)


def neighbouring_zone(folder: Path) -> Path:
    """UTM zone 49 south, called 50 south: Yogyakarta north of Bali, still inside Indonesia."""
    return shapefile(folder, real().to_crs(32749).set_crs(32750, allow_override=True))


def truncated_dbf(folder: Path) -> Path:
    path = shapefile(folder)
    cut(path.with_suffix(".dbf"))
    return path
