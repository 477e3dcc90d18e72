"""The rules of responsibility in the administration."""

from reports.admin.rules.admin import (
    CategoryEvents,
    CategoryRulesInline,
    DeadlineAdmin,
    EmergencyContactAdmin,
    RuleAdmin,
    RuleCaseAdmin,
    SpecialAreaAdmin,
    StandingCopyAdmin,
)
from reports.admin.rules.guarded import GuardedAdmin

__all__ = [
    "CategoryEvents",
    "CategoryRulesInline",
    "DeadlineAdmin",
    "EmergencyContactAdmin",
    "GuardedAdmin",
    "RuleAdmin",
    "RuleCaseAdmin",
    "SpecialAreaAdmin",
    "StandingCopyAdmin",
]
