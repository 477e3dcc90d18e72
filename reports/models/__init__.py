"""The case: categories, the report, where it lies, who filed it, its photos and its history."""

from reports.models.categories import Category, Theme, Urgency
from reports.models.history import HistoryEntry
from reports.models.identity import ReporterIdentity
from reports.models.photos import Photo, StagedPhoto
from reports.models.places import PlaceRecord
from reports.models.report import PointSource, Report, ReportKind, State
from reports.models.tallies import Tally

__all__ = [
    "Category",
    "HistoryEntry",
    "Photo",
    "PlaceRecord",
    "PointSource",
    "Report",
    "ReportKind",
    "ReporterIdentity",
    "StagedPhoto",
    "State",
    "Tally",
    "Theme",
    "Urgency",
]
