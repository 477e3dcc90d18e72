"""/data/api/3/action/: the two questions of CKAN's action API that harvesters ask, answered from the catalogue."""

from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from boundaries.api.answers import answer, done
from opendata import shelf
from opendata.catalogue import LICENCES, Entry, address_of, page_of
from opendata.datasets import DATASETS
from opendata.formats import FORMATS
from opendata.shelf import Version
from reports.api.doors import read_by_programs

MAX_AGE_S: Final = 300


@read_by_programs
def package_list(request: HttpRequest) -> HttpResponseBase:
    """Answer with the names of all datasets."""
    return _answer(request, "package_list", {"success": True, "result": list(DATASETS)})


@read_by_programs
def package_show(request: HttpRequest) -> HttpResponseBase:
    """Answer with one dataset (`id`, its name) and its newest files; 404 as CKAN says it."""
    dataset = DATASETS.get(request.GET.get("id", ""))
    if dataset is None:
        told = {"success": False, "error": {"__type": "Not Found Error", "message": _("There is no such dataset.")}}
        return _answer(request, "package_show", told, HTTPStatus.NOT_FOUND)
    found = _package(Entry(dataset, shelf.latest(dataset)))
    return _answer(request, "package_show", {"success": True, "result": found})


def _answer(request: HttpRequest, action: str, told: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponseBase:
    body = {"help": settings.SITE_URL + reverse(f"opendata-files:{action.replace('_', '-')}")} | told
    return answer(request, body, max_age=MAX_AGE_S) if status == HTTPStatus.OK else done(body, status=status)


def _package(entry: Entry) -> dict[str, Any]:
    dataset, version = entry
    licence = version.licence if version else settings.DATA_LICENCE
    return {
        "id": dataset.name,
        "name": dataset.name,
        "title": str(dataset.title),
        "notes": f"{dataset.about} {dataset.left_out}",
        "url": page_of(dataset),
        "license_id": licence,
        "license_title": licence,
        "license_url": LICENCES.get(licence, ""),
        "isopen": True,
        "private": False,
        "state": "active",
        "type": "dataset",
        "organization": {"name": "geo_lapor", "title": "geo_lapor"},
        "tags": [{"name": word, "display_name": word} for word in dataset.keywords],
        "version": version.name if version else None,
        "metadata_modified": version and version.made_at.isoformat(timespec="seconds"),
        "num_resources": len(version.files) if version else 0,
        "resources": _resources(version) if version else [],
    }


def _resources(version: Version) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{version.dataset}.{file.suffix}",
            "package_id": version.dataset,
            "name": file.name,
            "format": FORMATS[file.suffix].name,
            "mimetype": file.media_type,
            "url": address_of(version, file),
            "size": file.size,
            "hash": f"sha256:{file.sha256}",
            "created": version.made_at.isoformat(timespec="seconds"),
            "position": position,
        }
        for position, file in enumerate(version.files)
    ]
