"""What happened to a case since an officer read it: who did what, minutes ago."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise

from reports.lifecycle.table import BESIDE, VERB_LABELS
from reports.models import By, HistoryEntry, Report

MOST = 8


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that was done to a case."""

    who: str
    verb: str
    label: str | Promise
    at: dt.datetime
    note: str


def changes_since(report: Report, version: int) -> list[Happened]:
    """Return what was done since a version of a case, latest first: each change adds one to it and one row.

    What is written beside a case (reports.lifecycle.table.BESIDE) adds a row and nothing to the version.

    Parameters
    ----------
    version
        The one that was shown.
    """
    count = min(report.version - version, MOST)
    if count <= 0:
        return []
    entries = report.history.exclude(verb__in=BESIDE).select_related("actor").order_by("-pk")[:count]
    return [
        Happened(_who(entry), entry.verb, VERB_LABELS.get(entry.verb, entry.verb), entry.at, entry.note)
        for entry in entries
    ]


def _who(entry: HistoryEntry) -> str:
    return entry.actor.name if entry.actor else str(By(entry.by).label)
