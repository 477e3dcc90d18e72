"""Rows of participation."""

from participation.models.consultations import (
    Attendance,
    Consultation,
    ConsultationEntry,
    ConsultationPlan,
    LaidFigure,
    ParticipantGroup,
)
from participation.models.stories import Consent, Story, StoryEntry

__all__ = [
    "Attendance",
    "Consent",
    "Consultation",
    "ConsultationEntry",
    "ConsultationPlan",
    "LaidFigure",
    "ParticipantGroup",
    "Story",
    "StoryEntry",
]
