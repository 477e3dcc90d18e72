"""Every role looks at every kind of report on every surface; what comes out is what the table says."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from maps.bins.folding import fold_all
from reports.models import OPEN_STATES, Report
from tests.matrix.counting import miscounted
from tests.matrix.document import DOCUMENT, document
from tests.matrix.oracle import (
    EXACT,
    IDENTITY,
    INSIDE,
    KINDS,
    PUBLIC,
    ROLES,
    TELLTALES,
    Knows,
    exact_place,
    inside,
    knows,
    place_sendable,
    readable,
    said_in,
    sendable,
)
from tests.matrix.scenes import Scene, scene
from tests.matrix.sending import send_all
from tests.matrix.surfaces import SURFACES, Surface, pictures

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
_LISTS = ("inbox", "search", "view as a file")


EVERY_TIME = ("public", "confidential", "held back", "sensitive place")
"""Kinds that differ most in what is known of them; the others are gone through before a release."""


def _exhaustive(kind: str) -> Any:
    return pytest.param(kind, marks=() if kind in EVERY_TIME else pytest.mark.exhaustive)


@pytest.fixture(params=[_exhaustive(kind) for kind in KINDS])
def played(request: pytest.FixtureRequest) -> Scene:
    """A report of each kind, and all that is told of it."""
    found = scene(request.param)
    send_all(found)
    fold_all()
    return found


def test_the_table_has_a_line_for_every_kind_and_role() -> None:
    assert set(PUBLIC) == set(KINDS)
    assert all(knows(kind, role) in Knows for kind in KINDS for role in ROLES)


def test_everyone_learns_what_the_table_says(played: Scene) -> None:
    assert set(played.people) == set(ROLES)
    wrong = [
        line for role in ROLES for found in (_pages, _photos, _readings, miscounted) for line in found(played, role)
    ]
    assert not wrong, "\n".join(wrong)


def _pages(played: Scene, role: str) -> Iterator[str]:
    for surface in SURFACES:
        if role in surface.read_by:
            yield from _compare(played, role, surface)


def _compare(played: Scene, role: str, surface: Surface) -> list[str]:
    """Return a line for each thing that a surface tells and must not, or must tell and does not."""
    told = surface.read(played.people[role], played)
    where = f"{surface.name} → {role}:"
    may, place = _may(played.kind, role, surface)
    said = {name for name, word in _words(played.report).items() if word in told}
    wrong = [f"{where} tells {name}" for name in sorted(said - may)]
    wrong += [f"{where} tells the identity" for word in IDENTITY if word in told]
    must = surface.shows & may & said_in(played.kind) if _shown(played, role, surface) else set()
    wrong += [f"{where} does not tell {name}" for name in sorted(must - said)]
    exact = any(part in told for part in EXACT)
    if exact and not place:
        wrong.append(f"{where} tells the exact place")
    if surface.exact and _shown(played, role, surface) and place and not exact:
        wrong.append(f"{where} does not tell the place")
    return wrong


def _may(kind: str, role: str, surface: Surface) -> tuple[set[str], bool]:
    """What a surface may tell a role, and whether the exact place."""
    if surface.everyone:
        return readable(kind, "visitor"), exact_place(kind, "visitor")
    if surface.sent:
        return sendable(kind, role), place_sendable(kind, role)
    return readable(kind, role), exact_place(kind, role)


def _shown(played: Scene, role: str, surface: Surface) -> bool:
    """Whether a surface has to show something to a role: those of staff to the inside; exercises on the case alone."""
    is_open = played.report.state in OPEN_STATES
    if role not in surface.to or (surface.open_only and not is_open):
        return False
    if played.kind == "exercise":
        return inside(played.kind, role) and surface.name in ("case", "files of the case")
    if surface.name in _LISTS and role == "officer with a copy" and not is_open:
        return False  # whoever only reads along has no folder of what is done
    limited = surface.staff or surface.to is not ROLES
    return inside(played.kind, role) or (not surface.staff and (role not in INSIDE or not limited))


def _words(report: Report) -> dict[str, str]:
    words = {name: word for name, (word, _least) in TELLTALES.items() if word}
    return {**words, "the number": report.number}


def _photos(played: Scene, role: str) -> Iterator[str]:
    """Photos are for whoever may see the content, hidden ones for the reporter and staff."""
    level = knows(played.kind, role)
    for picture, status in pictures(played.people[role], played):
        if (status == HTTPStatus.OK) != (level >= picture.least):
            yield f"photo {picture.address} → {role}: answers {status}"


def _readings(played: Scene, role: str) -> Iterator[str]:
    """What querysets let through is what the table allows, so that no list leads to a page that refuses."""
    user = played.people[role].user
    one = Report.everything.filter(pk=played.report.pk)
    if role not in ("holder of the PIN",) and one.visible_to(user).exists() != (knows(played.kind, role) > 0):
        yield f"visible_to → {role}"
    if user is not None and one.in_the_hands_of(user).exists() != inside(played.kind, role):
        yield f"in_the_hands_of → {role}"


def test_the_document_says_what_the_table_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "python -m tests.matrix writes it anew"
