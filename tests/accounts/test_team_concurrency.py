"""Two at the same moment: the last two administrators leave, and one link is followed twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.actions.errors import RefusedError
from accounts.actions.staff import accept_invitation, end_membership, invite_staff
from accounts.models import Membership, Role, User
from tests.accounts.post import letters, link_in
from tests.factories import MembershipFactory, agency

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Run them in threads that begin together; return how each ended."""
    ends: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            start.wait()
            work()
            ends.append("done")
        except RefusedError:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_of_two_last_administrators_one_stays() -> None:
    first, second = (MembershipFactory(role=Role.AGENCY_ADMIN) for _ in range(2))
    ends = at_once(
        lambda: end_membership(first.user, first, reason="pindah"),
        lambda: end_membership(second.user, second, reason="pindah"),
    )
    assert ends == ["done", "refused"]
    assert Membership.objects.current().filter(role=Role.AGENCY_ADMIN).count() == 1


def test_a_link_that_is_followed_twice_at_once_makes_one_member() -> None:
    admin = MembershipFactory(role=Role.AGENCY_ADMIN).user
    invite_staff(admin, agency("DLH-64.08"), Role.OFFICER, email="rina@contoh.go.id", name="Rina")
    token = link_in(letters()[-1], "/undangan/").rstrip("/").rsplit("/", 1)[1]

    def accept() -> None:
        accept_invitation(token, name="Rina", password="empat kata tanpa hubungan")

    assert at_once(accept, accept) == ["done", "refused"]
    assert User.objects.filter(email="rina@contoh.go.id").count() == 1
