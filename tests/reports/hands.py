"""Who has a case in hand, in tests of its verbs."""

from __future__ import annotations

from accounts.models import Agency, Membership, Role
from reports.models import Report
from reports.policies import Viewer
from tests.factories import UserFactory


def officer_of(agency: Agency | Report | None, role: Role = Role.OFFICER) -> Viewer:
    """Somebody new who works for an agency, or for the one that has a case."""
    place = agency.agency if isinstance(agency, Report) else agency
    assert place is not None
    user = UserFactory()
    Membership.objects.create(user=user, agency=place, role=role)
    return Viewer.of(user)


def national() -> Viewer:
    """A national administrator, who may do everything an officer may, in every case."""
    return Viewer.of(UserFactory(is_superuser=True))


def reporter_of(report: Report) -> Viewer:
    """Whoever opened the report with its PIN."""
    return Viewer.of(None, [report.pk])
