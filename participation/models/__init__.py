"""Rows of participation."""

from participation.models.consultations import (
    Attendance,
    Consultation,
    ConsultationEntry,
    ConsultationPlan,
    LaidFigure,
    ParticipantGroup,
)
from participation.models.questions import Question, QuestionEntry
from participation.models.stories import Consent, Story, StoryEntry

__all__ = [
    "Attendance",
    "Consent",
    "Consultation",
    "ConsultationEntry",
    "ConsultationPlan",
    "LaidFigure",
    "ParticipantGroup",
    "Question",
    "QuestionEntry",
    "Story",
    "StoryEntry",
]
