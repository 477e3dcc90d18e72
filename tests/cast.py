"""The fixed cast: who looks at a report. Fixtures of tests/conftest.py hand them out as `cast`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import Agency, Role, User
from reports.models import Report
from tests.factories import PIN, MembershipFactory, UserFactory


@dataclass(frozen=True)
class Cast:
    """Four who look: anybody, the holder of the PIN, a citizen with an account, and who runs the place."""

    anonymous: Client
    holder: Client
    citizen: Client
    superuser: Client

    @classmethod
    def of(cls, report: Report) -> Cast:
        """Let the cast in: the holder opens the report with its PIN, the others log in."""
        holder, citizen, superuser = Client(), Client(), Client()
        response = holder.post("/lacak/", {"number": report.number, "pin": PIN})
        assert response.status_code == 302, response.content
        citizen.force_login(UserFactory())
        superuser.force_login(UserFactory(is_staff=True, is_superuser=True))
        return cls(Client(), holder, citizen, superuser)


class Staff(Client):
    """A browser in which a member of an agency has signed in."""

    user: User

    @classmethod
    def of(cls, user: User) -> Staff:
        """Let a user in."""
        client = cls()
        client.user = user
        client.force_login(user)
        return client


def staff(agency: Agency | str = "DLH-64.08", role: Role = Role.OFFICER, **membership: Any) -> Staff:
    """Return a signed-in client of a new member of an agency (or its code); `client.user` is who it is.

    `membership` goes to MembershipFactory: unit=…, user__name="…".
    """
    if isinstance(agency, str):
        agency = Agency.objects.get(code=agency)
    return Staff.of(MembershipFactory(agency=agency, role=role, **membership).user)
