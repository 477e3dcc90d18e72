"""The catalogue for programs: DCAT 3 (JSON-LD), and what search engines read on the pages (schema.org)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boundaries.importing.georeference import INDONESIA
from opendata import shelf
from opendata.dataset import Dataset, Field
from opendata.datasets import DATASETS
from opendata.formats import FORMATS
from opendata.shelf import File, Version

LICENCES: Final = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL 1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
"""Where the licences are written down that installations are likely to choose."""
TITLE: Final = _("Open data")
ABOUT: Final = _("Environmental complaints of Indonesia: what everybody may take along, made anew every night.")
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
}
_DATATYPES: Final = {"boolean": "boolean", "integer": "integer", "number": "double", "date": "date", "text": "string"}
_DAILY: Final = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_SHA256: Final = {"@id": "spdx:checksumAlgorithm_sha256"}


class Entry(NamedTuple):
    """A dataset and its newest version, None before there is one."""

    dataset: Dataset
    version: Version | None


def entries() -> list[Entry]:
    """Return what the catalogue holds."""
    return [Entry(dataset, shelf.latest(dataset)) for dataset in DATASETS.values()]


def page_of(dataset: Dataset) -> str:
    """Return the address of a dataset's page, the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("opendata:dataset", args=[dataset.name])


def address_of(version: Version, file: File) -> str:
    """Return where a file of a version can be had."""
    return settings.SITE_URL + reverse("opendata-files:file", args=[version.dataset, version.name, file.name])


def dcat(found: Iterable[Entry]) -> dict[str, Any]:
    """Return the catalogue as DCAT 3."""
    found = list(found)
    with translation.override(settings.LANGUAGE_CODE):
        home = settings.SITE_URL + reverse("opendata:catalogue")
    return {
        "@context": CONTEXT,
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": _said(TITLE),
        "dct:description": _said(ABOUT),
        "dct:language": ["id", "en"],
        "dct:publisher": _publisher(),
        "dct:license": _licence(settings.DATA_LICENCE),
        "dct:modified": _moment(max((one.version.made_at for one in found if one.version), default=None)),
        "dcat:dataset": [_dataset(one) for one in found],
    }


def _dataset(entry: Entry) -> dict[str, Any]:
    dataset, version = entry
    told: dict[str, Any] = {
        "@id": page_of(dataset),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _said(dataset.title),
        "dct:description": _said(dataset.about),
        "dct:provenance": _said(dataset.left_out),
        "dct:publisher": _publisher(),
        "dct:license": _licence(version.licence if version else settings.DATA_LICENCE),
        "dct:accrualPeriodicity": {"@id": _DAILY},
        "dcat:landingPage": {"@id": page_of(dataset)},
        "dcat:keyword": list(dataset.keywords),
        "csvw:tableSchema": {"csvw:column": [_column(field) for field in dataset.fields]},
    }
    if dataset.geometry:
        told["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": {"@type": "gsp:wktLiteral", "@value": _bbox()}}
    if version:
        told |= {
            "dct:modified": _moment(version.made_at),
            "dcat:version": version.name,
            "dcat:distribution": [_distribution(version, file) for file in version.files],
        }
    return told


def _column(field: Field) -> dict[str, Any]:
    column, privacy = field
    return {
        "csvw:name": column.name,
        "csvw:titles": _said(column.label),
        "csvw:datatype": _DATATYPES[column.kind],
        "dct:accessRights": _said(privacy.value),
    }


def _distribution(version: Version, file: File) -> dict[str, Any]:
    address = address_of(version, file)
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dct:format": FORMATS[file.suffix].name,
        "dct:issued": _moment(version.made_at),
        "dct:license": _licence(version.licence),
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": file.media_type,
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _SHA256,
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }


def schema_org(found: Iterable[Entry]) -> dict[str, Any]:
    """Return the catalogue as search engines read it, in the language of the page."""
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "name": str(TITLE),
        "description": str(ABOUT),
        "url": settings.SITE_URL + reverse("opendata:catalogue"),
        "dataset": [_plain(one) for one in found],
    }


def schema_org_dataset(entry: Entry) -> dict[str, Any]:
    """Return one dataset as search engines read it, in the language of the page."""
    return {"@context": "https://schema.org/"} | _plain(entry)


def _plain(entry: Entry) -> dict[str, Any]:
    dataset, version = entry
    told = {
        "@type": "Dataset",
        "name": str(dataset.title),
        "description": f"{dataset.about} {dataset.left_out}",
        "url": settings.SITE_URL + reverse("opendata:dataset", args=[dataset.name]),
        "identifier": dataset.name,
        "keywords": list(dataset.keywords),
        "license": LICENCES.get(settings.DATA_LICENCE, settings.DATA_LICENCE),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "geo_lapor", "url": settings.SITE_URL},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.name, "description": f"{column.label}. {privacy.value}"}
            for column, privacy in dataset.fields
        ],
    }
    if dataset.geometry:
        west, south, east, north = INDONESIA
        box = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        told["spatialCoverage"] = {"@type": "Place", "name": "Indonesia", "geo": box}
    if version:
        told |= {
            "dateModified": _moment(version.made_at),
            "version": version.name,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": file.media_type,
                    "contentUrl": address_of(version, file),
                    "contentSize": f"{file.size} B",
                    "sha256": file.sha256,
                }
                for file in version.files
            ],
        }
    return told


def _said(text: str | Promise) -> list[dict[str, str]]:
    """Return a text in both languages."""
    told = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told.append({"@language": language, "@value": str(text)})
    return told


def _publisher() -> dict[str, str]:
    return {"@type": "foaf:Organization", "foaf:name": "geo_lapor", "foaf:homepage": settings.SITE_URL}


def _licence(name: str) -> dict[str, str]:
    address = LICENCES.get(name)
    return {"@id": address, "dct:title": name} if address else {"dct:title": name}


def _moment(value: dt.datetime | None) -> dict[str, str] | None:
    return {"@type": "xsd:dateTime", "@value": value.isoformat(timespec="seconds")} if value else None


def _bbox() -> str:
    west, south, east, north = INDONESIA
    return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
