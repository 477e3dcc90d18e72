"""Two at the same moment: the last two administrators leave, and one link is followed twice."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions.staff import accept_invitation, end_membership, invite_staff
from accounts.models import Membership, Role, User
from tests.accounts.post import letters, link_in
from tests.factories import MembershipFactory, agency
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def ends(*works: Callable[[], Any]) -> list[str]:
    """How each ended of works that began at the same moment: done, or by which error."""
    return sorted(type(end).__name__ if isinstance(end, Exception) else "done" for end in at_once(*works))


def test_of_two_last_administrators_one_stays() -> None:
    first, second = (MembershipFactory(role=Role.AGENCY_ADMIN) for _ in range(2))
    ended = ends(
        lambda: end_membership(first.user, first, reason="pindah"),
        lambda: end_membership(second.user, second, reason="pindah"),
    )
    assert ended == ["RefusedError", "done"]
    assert Membership.objects.current().filter(role=Role.AGENCY_ADMIN).count() == 1


def test_a_link_that_is_followed_twice_at_once_makes_one_member() -> None:
    admin = MembershipFactory(role=Role.AGENCY_ADMIN).user
    invite_staff(admin, agency("DLH-64.08"), Role.OFFICER, email="rina@contoh.go.id", name="Rina")
    token = link_in(letters()[-1], "/undangan/").rstrip("/").rsplit("/", 1)[1]

    def accept() -> None:
        accept_invitation(token, name="Rina", password="empat kata tanpa hubungan")

    assert ends(accept, accept) == ["RefusedError", "done"]
    assert User.objects.filter(email="rina@contoh.go.id").count() == 1
