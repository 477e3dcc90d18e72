"""Reports in the administration: categories to edit, reports to look at. Who reported is not shown here."""

from reports.admin.categories import CategoryAdmin, ThemeAdmin
from reports.admin.clocks import AnswerTemplateAdmin, EscalationRungAdmin
from reports.admin.intake import IntakeRowAdmin
from reports.admin.moderation import BlockedSenderAdmin, FlagAdmin, WatchWordAdmin
from reports.admin.partners import PartnerFilingAdmin
from reports.admin.reassignment import ReassignmentAdmin
from reports.admin.report import ReportAdmin
from reports.admin.rules import (
    DeadlineAdmin,
    EmergencyContactAdmin,
    RuleAdmin,
    RuleCaseAdmin,
    SpecialAreaAdmin,
    StandingCopyAdmin,
)
from reports.admin.telling import LetterAdmin, WebhookDeliveryAdmin, WebhookEndpointAdmin

__all__ = [
    "AnswerTemplateAdmin",
    "BlockedSenderAdmin",
    "CategoryAdmin",
    "DeadlineAdmin",
    "EmergencyContactAdmin",
    "EscalationRungAdmin",
    "FlagAdmin",
    "IntakeRowAdmin",
    "LetterAdmin",
    "PartnerFilingAdmin",
    "ReassignmentAdmin",
    "ReportAdmin",
    "RuleAdmin",
    "RuleCaseAdmin",
    "SpecialAreaAdmin",
    "StandingCopyAdmin",
    "ThemeAdmin",
    "WatchWordAdmin",
    "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
]
