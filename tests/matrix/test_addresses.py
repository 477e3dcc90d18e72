"""Every address of the project is on a surface of the table, or is named here with the reason why not."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.matrix.surfaces import PICTURES, SURFACES

# Names of addresses on which nothing of a report stands; * for all names that begin so.
APART = {
    "healthz": "says whether the process lives",
    "readyz": "says whether the database answers",
    "set_language": "keeps a choice",
    "kelola/password_change/": "leads to one's own password",
    "accounts:*": "accounts knows nothing of reports: import-linter says so",
    "account_*": "sign-in, of a library",
    "mfa_*": "second steps, of a library",
    "usersessions_list": "one's own sessions, of a library",
    "boundaries:*": "boundaries knows nothing of reports: import-linter says so",
    "boundaries-api:*": "boundaries knows nothing of reports: import-linter says so",
    "accounts-api:*": "accounts knows nothing of reports: import-linter says so",
    "api-index": "where everything is",
    "api-schema": "what programs may ask",
    "api-docs": "what programs may ask",
    "api-nowhere": "says that there is nothing",
    "reports-api:locate": "who is responsible for a point that somebody names",
    "reports-api:categories": "reference data",
    "reports-api:places": "names of places",
    "reports-api:locate-many": "who is responsible for points that somebody names",
    "reports-api:rules": "reference data",
    "reports-api:intake": "takes reports in by a partner's key, and names their numbers to that partner alone",
    "reports-api:webhook*": "addresses of agencies' programs; what is sent there is the surface “webhooks”",
    "reports-api:actions": "opens by the PIN: read on the surface “API with the PIN”",
    "reports-api:cases": "opens by a token: read on the surface “cases by token”",
    "reports-api:case": "opens by a token: read on the surface “cases by token”",
    "reports-api:case-actions": "opens by a token: read on the surface “cases by token”",
    "maps-api:*": "opens by a token too: tests/maps/test_api_hotspots.py; read on the surface “cases by token”",
    "monitoring-api:measures": "what is measured, in words",
    "opendata:alerts": "takes an address that wants to hear of public reports",
    "opendata:alert-*": "opens by the token of a letter; what letters tell: tests/opendata/test_alerts.py",
    "open311:discovery*": "where the service is",
    "open311:services": "reference data",
    "open311:definition": "reference data",
    "open311:token": "opens by a token that its partner alone has, and names the number that the partner was told",
    "open311:root": "says that nothing is there",
    "open311:nothing": "says that nothing is there",
    "period_reports:report": "a report as it was built: who reads which, tests/period_reports/test_reading.py",
    "period_reports:progress": "a part of the page of a report: tests/period_reports/test_reading.py",
    "period_reports:file": "what is in the files, for whom: tests/period_reports/test_contents.py",
    "period_reports:publish": "takes a press of a button, and leads on",
    "maps:hotspot-method": "how maps are made, in words",
    "maps:hotspots-near": "names of places; leads on to maps:hotspots, which is read",
    "maps:picture-png": "the drawing of maps:picture-svg, which is read, in dots",
    "maps:hotspot-letters": "takes a press of a button, and leads on",
    "reports:authority": "agencies and rules",
    "reports:submit": "takes a report in; what it hints at is the surface “hint at filing”",
    "reports:answer": "who is responsible for a point that somebody names",
    "reports:staged-photo": "opens by a ticket that its sender alone has",
    "reports:track": "takes number and PIN, and leads to the page",
    "reports:close-tracked": "forgets what was opened, and leads on",
    "reports:claim": "takes a press of a button, and leads on",
    "reports:me-too": "takes a press of a button, and leads on",
    "reports:follow-confirm": "opens by the token of a letter, and names the number that the letter named",
    "reports:follow-stop": "opens by the token of a letter, and names the number that the letter named",
    "reports:desk:bulk-outcome": "what became of what one did oneself, by number",
    "reports:desk:view": "renames a view of one's own",
    "reports:desk:change-view": "takes a press of a button, and leads on",
    "reports:desk:choose-agency": "takes a press of a button, and leads on",
    "reports:desk:procedures": "SOPs of agencies",
    "reports:desk:procedure": "SOPs of agencies",
    "reports:desk:edit-procedure": "SOPs of agencies",
    "reports:desk:discard-procedure": "SOPs of agencies",
    "reports:desk:compare-procedures": "SOPs of agencies",
    "reports:desk:texts": "texts kept ready of agencies; the example is of a made-up case",
    "reports:desk:add-text": "texts kept ready of agencies; the example is of a made-up case",
    "reports:desk:edit-text": "texts kept ready of agencies; the example is of a made-up case",
    "reports:desk:put-text-in-use": "takes a press of a button, and leads on",
    "reports:desk:delete-text": "takes a press of a button, and leads on",
}
# What the administration lists beside the tables that are read.
NOT_OF_REPORTS = {
    "boundaries": "boundaries knows nothing of reports",
    "accounts": "accounts knows nothing of reports",
    "account": "sign-in, of a library",
    "axes": "sign-in, of a library",
    "jobs": "which kind of work waits or failed, and with which keys",
    "django_tasks_database": "which kind of work waits, and with which keys",
    **dict.fromkeys(
        (
            "rule", "rulecase", "specialarea", "standingcopy", "emergencycontact", "deadline", "theme", "category",
            "escalationrung", "answertemplate", "watchword", "blockedsender", "webhookendpoint",
        ),
        "settings of the platform",
    ),
    "reassignment": "counts by agency and area",
    "participantgroup": "settings of the platform",
}  # fmt: skip


def _names(resolver: Any, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the names of all addresses but those of the administration."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            if found.namespace != "admin":
                yield from _names(found, (*spaces, found.namespace) if found.namespace else spaces)
        elif isinstance(found, URLPattern):
            yield ":".join((*spaces, found.name or str(found.pattern)))


def _sample(address: str) -> str:
    """Return an address with something in the place of each name in it, without its query."""
    path = address.partition("?")[0].removeprefix("/en")
    for name, value in (
        ("NUMBER", "2345-6789"), ("NEIGHBOUR", "2345-6789"), ("PHOTO", "1"), ("ROW", "1"), ("DEED", "balas"),
        ("FORM", "jawab"), ("FILE", "00000000-0000-4000-8000-000000000000"),
    ):  # fmt: skip
        path = path.replace(name, value)
    return path


ADDRESSES = [*(address for surface in SURFACES for address in surface.addresses), *(one.address for one in PICTURES)]


def _read() -> set[str]:
    return {resolve(_sample(address)).view_name for address in ADDRESSES}


def test_each_address_is_read_or_has_a_reason_not_to_be() -> None:
    read = _read()
    missing = {name for name in _names(get_resolver()) if name not in read and not _apart(name)}
    assert not missing, f"put them into tests/matrix/surfaces.py, or say here why not: {sorted(missing)}"


def _apart(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in APART)


def test_no_reason_is_left_of_an_address_that_is_gone_or_read() -> None:
    names = set(_names(get_resolver()))
    assert not [pattern for pattern in APART if not any(fnmatch(name, pattern) for name in names)]
    assert not {name for name in _read() if _apart(name)}


def test_each_table_of_the_administration_is_read_or_has_a_reason_not_to_be() -> None:
    read = {found[1] for address in ADDRESSES if (found := re.match(r"/kelola/reports/(\w+)/$", address))}
    listed = {(model._meta.app_label, model._meta.model_name or "") for model in admin.site._registry}
    missing = {name for app, name in listed if name not in read and not {app, name} & NOT_OF_REPORTS.keys()}
    assert not missing, f"put them on the surface “administration”, or say here why not: {sorted(missing)}"
    assert not {name for app, name in listed} & read & NOT_OF_REPORTS.keys()
