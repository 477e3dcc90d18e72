"""The fixed cast: who looks at a report. Fixtures of tests/conftest.py hand them out as `cast`."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from reports.models import Report
from tests.factories import PIN, UserFactory


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
