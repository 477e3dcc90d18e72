"""In which formats a dataset is published, and what writes them."""

from typing import Final

from maps.downloads import arrow, csv_file, geojson
from maps.downloads.files import Format
from opendata import xlsx
from opendata.dataset import Dataset

TABLES: Final = (
    Format("csv", csv_file.MEDIA_TYPE, "CSV", csv_file.write),
    Format("xlsx", xlsx.MEDIA_TYPE, "XLSX", xlsx.write),
)
PLACES: Final = (
    Format("geojson", geojson.MEDIA_TYPE, "GeoJSON", geojson.write),
    Format("gpkg", arrow.GEOPACKAGE, "GeoPackage", arrow.geopackage),
    Format("parquet", arrow.GEOPARQUET, "GeoParquet", arrow.geoparquet),
)
FORMATS: Final = {form.suffix: form for form in (*TABLES, *PLACES)}


def formats_of(dataset: Dataset) -> tuple[Format, ...]:
    """Return the formats of a dataset: what has no places is a table alone."""
    return (*TABLES, *PLACES) if dataset.geometry else TABLES
