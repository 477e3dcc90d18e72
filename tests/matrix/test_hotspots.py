"""Every role looks at a hotspot that a report of each kind belongs to: page, list, desk, case, the file of outlines.

Beside the report it has five that everyone may know: it is there for everybody, and must not tell of the sixth. One
whose public place is a wide cell is named to nobody outside, though everybody may know of it: that it belongs to the
hotspot would say where in the cell it lies.
"""

import json
import re
from collections.abc import Iterator

import pytest
from django.contrib.gis.geos import Point

from maps.models import Hotspot
from reports.models import Report, State
from tests.factories import ReportFactory
from tests.maps.gathering import hotspot
from tests.matrix.oracle import IDENTITY, INSIDE, KINDS, PUBLIC, ROLES, TELLTALES, Knows, inside
from tests.matrix.scenes import HERE, Scene, scene
from tests.matrix.surfaces import get

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.exhaustive]
NO_INCIDENT = ("archived", "joined to another", "exercise")
SPOT = ("0.53012", "117.55046")
"""The report's latitude and longitude as the map of a hotspot draws places."""
BESIDE = 5


@pytest.fixture(params=KINDS)
def played(request: pytest.FixtureRequest) -> Scene:
    return scene(request.param)


def gathered(played: Scene) -> Hotspot:
    """A hotspot of the report and five around it that everyone may know."""
    around = [
        ReportFactory(
            state=State.VERIFIED,
            category=played.neighbour.category,
            confidential=False,
            point=Point(HERE[0] + (step + 1) / 2000, HERE[1] - 0.001, srid=4326),
            public_point=Point(HERE[0] + (step + 1) / 2000, HERE[1] - 0.001, srid=4326),
            public_cell_m=None,
        )
        for step in range(BESIDE)
    ]
    Report.everything.filter(pk=played.neighbour.pk).update(state=State.ARCHIVED)
    theme = played.report.category.theme_id
    return hotspot([*around, played.report], theme=theme)


def told(kind: str, role: str) -> bool:
    """Whether a role is told that the report belongs to the hotspot."""
    if kind in NO_INCIDENT:
        return False
    if inside(kind, role):
        return True
    if kind == "sensitive place":
        return False
    return PUBLIC[kind] > Knows.NOTHING or role == "citizen who claimed it"


def test_a_hotspot_tells_of_a_report_what_the_table_says(played: Scene) -> None:
    found = gathered(played)
    wrong = [line for role in ROLES for line in _compare(played, role, found)]
    assert not wrong, "\n".join(wrong)


def _compare(played: Scene, role: str, found: Hotspot) -> Iterator[str]:
    looker, number, may = played.people[role], played.report.number, told(played.kind, role)
    page = get(looker, f"/titik-rawan/{found.number}/")
    if (number in page) != may:
        yield f"{role}: the page {'hides' if may else 'tells'} the report"
    counted = re.findall(r"<dd>(\d+)", page)[:1]
    if counted != [str(BESIDE + may)]:
        yield f"{role}: the page counts {counted}"
    if not may and any(part in page for part in SPOT):
        yield f"{role}: the page tells the place"
    others = [get(looker, address) for address in ("/titik-rawan/daftar/", "/petugas/titik-rawan/")]
    others += [get(looker, f"/petugas/titik-rawan/{found.number}/ambil/"), get(looker, _outlines())]
    # Officers stand with their names on pages of their own, whatever report is meant
    apart = "the officer's name" if role in INSIDE else ""
    words = [word for name, (word, _least) in TELLTALES.items() if word and name != apart] + list(IDENTITY)
    for text in (page, *others):
        yield from (f"{role}: tells {word}" for word in words if word in text)
    if any(number in text for text in others):
        yield f"{role}: a list names the report"
    counts = [feature["properties"]["n"] for feature in json.loads(others[-1])["features"]]
    if counts != [BESIDE + may]:
        yield f"{role}: the layer counts {counts}"
    case = get(looker, f"/petugas/titik-rawan/kasus/{number}/")
    if bool(case) != (inside(played.kind, role) and played.kind != "exercise"):
        yield f"{role}: the part of the case {'is there' if case else 'is missing'}"


def _outlines() -> str:
    return "/peta/lapis/titik-rawan.geojson?zoom=12&bbox=117.4,0.4,117.7,0.7"
