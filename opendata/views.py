"""/data/: the catalogue, a page for each dataset, and their files."""

import json
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boundaries.api.answers import answer
from boundaries.problems import problem
from maps.filters import ScopeForm
from opendata import shelf
from opendata.catalogue import LICENCES, Entry, dcat, entries, schema_org, schema_org_dataset
from opendata.dataset import NAMES_OF_KINDS
from opendata.datasets import DATASETS
from opendata.serving import send
from reports.api.doors import read_by_programs

LATEST: Final = "terkini"
"""In an address, instead of a version: the newest."""
_UNSAFE: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what there is, how fresh it is, and what it holds."""
    found = entries()
    context = _context(found) | {"structured": _in_a_script(schema_org(found)), "feed": ScopeForm(QueryDict())}
    return render(request, "opendata/catalogue.html", context)


@require_safe
def dataset_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one dataset: its files, its fields with what was done for privacy, and its earlier versions."""
    if (dataset := DATASETS.get(name)) is None:
        raise Http404
    versions = shelf.versions(dataset)
    entry = Entry(dataset, next(iter(versions), None))
    context = _context([entry]) | {
        "entry": entry,
        "versions": versions,
        "fields": [(column, NAMES_OF_KINDS[column.kind], privacy.value) for column, privacy in dataset.fields],
        "structured": _in_a_script(schema_org_dataset(entry)),
    }
    return render(request, "opendata/dataset.html", context)


@read_by_programs
def catalogue_json(request: HttpRequest) -> HttpResponseBase:
    """Answer with the catalogue as DCAT 3, in both languages at once."""
    return answer(request, dcat(entries()), media="application/ld+json", max_age=300)


@read_by_programs
def file(request: HttpRequest, name: str, version: str, file_name: str) -> HttpResponseBase:
    """Send a file of a version, or of the newest."""
    dataset = DATASETS.get(name)
    made = dataset and (shelf.latest(dataset) if version == LATEST else shelf.version(dataset, version))
    found = made and made.file(file_name)
    if not (made and found):
        detail = _("There is no such file. Versions are kept for some time only; “%(latest)s” is always the newest.")
        response = problem(HTTPStatus.NOT_FOUND, detail % {"latest": LATEST})
        patch_vary_headers(response, ["Accept-Language"])
        return response
    return send(request, made, found, for_good=version != LATEST)


def _context(found: list[Entry]) -> dict[str, Any]:
    return {
        "entries": found,
        "latest": LATEST,
        "licence": settings.DATA_LICENCE,
        "licence_url": LICENCES.get(settings.DATA_LICENCE, ""),
        "site": settings.SITE_URL,
    }


def _in_a_script(told: dict[str, Any]) -> SafeString:
    """Return JSON that ends no script element, whatever is in it."""
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(_UNSAFE))  # noqa: S308 - escaped
