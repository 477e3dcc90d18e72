"""The case: categories, the report, where it lies, who filed it, its photos and its history."""

from reports.models.categories import Category, Theme, Urgency
from reports.models.history import HistoryEntry
from reports.models.identity import ReporterIdentity
from reports.models.photos import Photo
from reports.models.places import PlaceRecord
from reports.models.report import Report, ReportKind, State

__all__ = [
    "Category",
    "HistoryEntry",
    "Photo",
    "PlaceRecord",
    "Report",
    "ReportKind",
    "ReporterIdentity",
    "State",
    "Theme",
    "Urgency",
]
