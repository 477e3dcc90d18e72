"""Rows of participation."""

from participation.models.consultations import (
    Attendance,
    Consultation,
    ConsultationEntry,
    ConsultationPlan,
    LaidFigure,
    ParticipantGroup,
)

__all__ = [
    "Attendance",
    "Consultation",
    "ConsultationEntry",
    "ConsultationPlan",
    "LaidFigure",
    "ParticipantGroup",
]
