"""The case: categories, the report, where it lies, who filed it and who has it; clocks, messages, photos, history."""

from reports.models.categories import Category, Theme, Urgency
from reports.models.clocks import (
    CaseClock,
    ClockPause,
    Escalation,
    EscalationRung,
    Procedure,
    ProcedureStep,
    ProcedureTick,
)
from reports.models.desk import BulkRun, CaseCopy, CaseRead, SavedView
from reports.models.following import UNSUR, Claim, Follower, Survey
from reports.models.history import Audience, By, HistoryEntry, IdentityReveal
from reports.models.identity import ReporterIdentity
from reports.models.intake import IntakeRow
from reports.models.letters import Letter
from reports.models.messages import AnswerTemplate, Attachment, Message
from reports.models.moderation import BlockedSender, FilingTrace, Flag, TraceKey, WatchWord
from reports.models.moves import QuietMove
from reports.models.partners import PartnerFiling
from reports.models.photos import EvidenceCheck, Photo, StagedPhoto
from reports.models.places import PlaceRecord
from reports.models.reference import GivenRow
from reports.models.report import OPEN_STATES, Outcome, PointSource, Report, ReportKind, State
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
from reports.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "OPEN_STATES",
    "UNSUR",
    "AgencyNotice",
    "AnswerTemplate",
    "Attachment",
    "Audience",
    "BlockedSender",
    "BulkRun",
    "By",
    "CaseClock",
    "CaseCopy",
    "CaseRead",
    "Category",
    "CategoryRule",
    "Claim",
    "ClockPause",
    "Crossing",
    "Deadline",
    "EmergencyContact",
    "Escalation",
    "EscalationRung",
    "EvidenceCheck",
    "FilingTrace",
    "Flag",
    "Follower",
    "GivenRow",
    "HistoryEntry",
    "IdentityReveal",
    "IntakeRow",
    "Letter",
    "Message",
    "Outcome",
    "PartnerFiling",
    "PermitIssuer",
    "Photo",
    "PlaceRecord",
    "PlaceSetting",
    "PointSource",
    "Procedure",
    "ProcedureStep",
    "ProcedureTick",
    "QuietMove",
    "Reassignment",
    "Report",
    "ReportKind",
    "ReporterIdentity",
    "ResponsibilityRecord",
    "Rule",
    "RuleCase",
    "RuleTarget",
    "SavedView",
    "SpecialArea",
    "StagedPhoto",
    "StandingCopy",
    "State",
    "Survey",
    "Tally",
    "Theme",
    "TraceKey",
    "Urgency",
    "WatchWord",
    "WebhookDelivery",
    "WebhookEndpoint",
]
