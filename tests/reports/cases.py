"""Cases at a certain point of their life, brought there by the verbs themselves."""

from __future__ import annotations

from typing import Any

from django.test import Client

from reports.actions.case.closing import close
from reports.actions.case.passing import accept, verify
from reports.actions.case.replying import answer, ask
from reports.models import Report
from reports.policies import Viewer
from tests.factories import PIN, ReportFactory, UserFactory

QUESTION = "Di sebelah mana tepatnya tumpukan itu?"
ANSWER = "Sampah sudah diangkut oleh dua truk, dan bak kontainer ditambah satu."


def staff() -> Viewer:
    """Someone who may do everything for an agency."""
    return Viewer.of(UserFactory(is_staff=True, is_superuser=True))


def case(stage: str = "new", **changes: Any) -> Report:
    """A report that is new, verified, accepted, asked, answered or closed."""
    report: Report = ReportFactory(**changes)
    viewer = staff()
    if stage == "new":
        return report
    verify(report, viewer)
    if stage == "verified":
        return report
    accept(report, viewer)
    if stage == "accepted":
        return report
    if stage == "asked":
        ask(report, viewer, body=QUESTION)
        return report
    answer(report, viewer, body=ANSWER)
    if stage == "closed":
        close(report, viewer, reason="Sudah diangkut seluruhnya, dicek bersama ketua RT.")
    return report


def holder_of(report: Report) -> Client:
    """A client that has opened the report with its PIN."""
    client = Client()
    assert client.post("/lacak/", {"number": report.number, "pin": PIN}).status_code == 302
    return client


def holder(report: Report) -> Viewer:
    """The same for verbs."""
    return Viewer.of(opened=[report.pk])
