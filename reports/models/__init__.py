"""The case: categories, the report, where it lies, who filed it, its photos and its history."""

from reports.models.categories import Category, Theme, Urgency
from reports.models.history import HistoryEntry
from reports.models.identity import ReporterIdentity
from reports.models.moves import QuietMove
from reports.models.photos import Photo, StagedPhoto
from reports.models.places import PlaceRecord
from reports.models.report import PointSource, Report, ReportKind, State
from reports.models.responsibilities import AgencyNotice, Reassignment, ResponsibilityRecord
from reports.models.rules import (
    CategoryRule,
    Crossing,
    Deadline,
    EmergencyContact,
    PermitIssuer,
    PlaceSetting,
    Rule,
    RuleCase,
    RuleTarget,
    SpecialArea,
    StandingCopy,
)
from reports.models.tallies import Tally

__all__ = [
    "AgencyNotice",
    "Category",
    "CategoryRule",
    "Crossing",
    "Deadline",
    "EmergencyContact",
    "HistoryEntry",
    "PermitIssuer",
    "Photo",
    "PlaceRecord",
    "PlaceSetting",
    "PointSource",
    "QuietMove",
    "Reassignment",
    "Report",
    "ReportKind",
    "ReporterIdentity",
    "ResponsibilityRecord",
    "Rule",
    "RuleCase",
    "RuleTarget",
    "SpecialArea",
    "StagedPhoto",
    "StandingCopy",
    "State",
    "Tally",
    "Theme",
    "Urgency",
]
