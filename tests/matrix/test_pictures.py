"""Pictures, the page to print and the frame for other sites: everybody's count is held against the table by hand."""

import re

import pytest

from maps.bins.folding import fold_all
from tests.matrix.oracle import KINDS, ROLES, counts
from tests.matrix.scenes import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.exhaustive]

QUERY = "?layer=wilayah&regency=64.08"
_DRAWN = re.compile(r"<title>Kabupaten Kutai Timur: (\d+) laporan</title>")
_PRINTED = re.compile(r'<th scope="row">Kabupaten Kutai Timur</th>\s*<td class="number">(\d+)</td>')
_FRAMED = re.compile(r"n = (\d+) laporan")


@pytest.fixture(params=KINDS)
def played(request: pytest.FixtureRequest) -> Scene:
    """A report of each kind, one beside it, both counted."""
    found = scene(request.param)
    fold_all()
    return found


def expected(kind: str, role: str) -> int:
    """How many reports a role counts: the one of the kind, and the one beside it, which is of the same category."""
    beside = "confidential by category" if kind == "confidential by category" else "public"
    return counts(kind, role) + counts(beside, role)


def told(played: Scene, role: str, address: str, said: re.Pattern[str]) -> int:
    """What a role is told at an address; 0 where nothing is said."""
    found = said.findall(played.people[role].client.get(address + QUERY).content.decode())
    return int(found[0]) if found else 0


def test_pictures_paper_and_frames_count_what_their_viewer_may_know(played: Scene) -> None:
    """In a frame on another site everybody is a visitor."""
    for role in ROLES:
        right = expected(played.kind, role)
        assert told(played, role, "/titik-rawan/peta.svg", _DRAWN) == right, role
        assert told(played, role, "/titik-rawan/cetak/", _PRINTED) == right, role
        assert told(played, role, "/titik-rawan/sematan/", _FRAMED) == expected(played.kind, "visitor"), role
