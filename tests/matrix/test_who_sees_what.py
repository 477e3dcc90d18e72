"""Every role looks at every kind of report on every surface; what comes out is what the table says."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from reports.models import Report, State
from tests.matrix.document import DOCUMENT, document
from tests.matrix.oracle import (
    EXACT,
    HIDDEN,
    IDENTITY,
    KINDS,
    PUBLIC,
    ROLES,
    TELLTALES,
    Knows,
    exact_place,
    inside,
    knows,
    readable,
    said_in,
)
from tests.matrix.scenes import Scene, scene
from tests.matrix.surfaces import SURFACES, Surface, photos

pytestmark = pytest.mark.django_db
FEW = ("visitor", "holder of the PIN", "officer", "officer of the accused agency")


@pytest.fixture(params=KINDS)
def played(request: pytest.FixtureRequest) -> Scene:
    """A report of each kind."""
    return scene(request.param)


def test_the_table_has_a_line_for_every_kind_and_role() -> None:
    assert set(PUBLIC) == set(KINDS)
    assert all(knows(kind, role) in Knows for kind in KINDS for role in ROLES)


def test_everyone_learns_what_the_table_says(played: Scene) -> None:
    assert set(played.clients) == set(ROLES)
    wrong = [
        line
        for role, client in played.clients.items()
        for line in (*_pages(played, role, client), *_photos(played, role, client), *_readings(played, role, client))
    ]
    assert not wrong, "\n".join(wrong)


def _pages(played: Scene, role: str, client: Client) -> Iterator[str]:
    for surface in SURFACES:
        if not surface.few or role in FEW:
            yield from _compare(played, role, client, surface)


def _compare(played: Scene, role: str, client: Client, surface: Surface) -> list[str]:
    """Return a line for each thing that a surface tells and must not, or must tell and does not."""
    html = surface.read(client, played.report)
    where = f"{surface.name} → {role}:"
    may = readable(played.kind, role)
    said = {name for name, word in _words(played.report).items() if word in html}
    wrong = [f"{where} tells {name}" for name in sorted(said - may)]
    wrong += [f"{where} tells the identity" for word in IDENTITY if word in html]
    must = surface.shows & may & said_in(played.kind) if _shown(played, role, surface) else set()
    wrong += [f"{where} does not tell {name}" for name in sorted(must - said)]
    exact = any(part in html for part in EXACT)
    if exact and not exact_place(played.kind, role):
        wrong.append(f"{where} tells the exact place")
    if surface.exact and _shown(played, role, surface) and exact_place(played.kind, role) and not exact:
        wrong.append(f"{where} does not tell the place")
    return wrong


def _shown(played: Scene, role: str, surface: Surface) -> bool:
    """Whether a surface has to show something to a role: those of staff to the inside; exercises on the case alone."""
    if played.kind == "exercise":
        return inside(played.kind, role) and surface.name == "case"
    if surface.name == "inbox" and role == "officer with a copy" and played.report.state == State.ARCHIVED:
        return False
    return inside(played.kind, role) or not surface.staff


def _words(report: Report) -> dict[str, str]:
    words = {name: word for name, (word, _least) in TELLTALES.items() if word}
    return {**words, "the number": report.number}


def _photos(played: Scene, role: str, client: Client) -> Iterator[str]:
    """Photos are for whoever may see the content, hidden ones for the reporter and staff."""
    level = knows(played.kind, role)
    for position, size, status in photos(client, played.report):
        allowed = level >= (Knows.REPORTER if position == HIDDEN else Knows.CONTENT)
        if (status == HTTPStatus.OK) != allowed:
            yield f"photo {position} {size} → {role}: answers {status}"


def _readings(played: Scene, role: str, client: Client) -> Iterator[str]:
    """What querysets let through is what the table allows, so that no list leads to a page that refuses."""
    user = _user(client)
    one = Report.everything.filter(pk=played.report.pk)
    if role not in ("holder of the PIN",) and one.visible_to(user).exists() != (knows(played.kind, role) > 0):
        yield f"visible_to → {role}"
    if user is not None and one.in_the_hands_of(user).exists() != inside(played.kind, role):
        yield f"in_the_hands_of → {role}"


def _user(client: Client) -> Any:
    request = HttpRequest()
    request.session = client.session
    user = get_user(request)
    return user if user.is_authenticated else None


def test_the_document_says_what_the_table_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "python -m tests.matrix writes it anew"
