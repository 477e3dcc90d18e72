"""What a decision says: who is responsible, by which rule, who else is told, what was weighed and dropped."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from accounts.directory import AgencyRef

# The rule number of a decision that no rule made: the national administration stands in.
LAST_RESORT = 0


class AbroadError(ValueError):
    """The point lies in another state; no agency of Indonesia is responsible there."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages."""

    id: str
    en: str

    def __str__(self) -> str:
        """Return the sentence in the language of the page."""
        return self.en if get_language() == "en" else self.id

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"id": self.id, "en": self.en}


AS_JOINT = Text("ikut menangani laporan ini", "acts on it together with the agency in charge")


@dataclass(frozen=True, slots=True)
class Copy:
    """An agency that is told, and why; `why` completes «is told as …»."""

    agency: AgencyRef
    why: Text

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**self.agency.as_dict(), "why": self.why.as_dict()}


@dataclass(frozen=True, slots=True)
class Alternative:
    """A rule that was weighed and did not decide; `agency` is who it would have named, where it fits at all."""

    agency: AgencyRef | None
    rule: int
    why_not: Text

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "rule": self.rule,
            "agency": self.agency.as_dict() if self.agency else None,
            "why_not": self.why_not.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who must act on a report.

    Parameters
    ----------
    level
        Level of government of the leading agency (accounts.models.Tier).
    agency
        Who leads.
    rule, case
        The rule (domain numbers; LAST_RESORT for none) and its case that decided; the lifting one where it lifted.
    basis
        Its legal basis.
    explanation
        A whole sentence or more: «Diteruskan ke … karena …».
    joint
        Agencies that act together with the leading one.
    copies
        Agencies that are told.
    alternatives
        Rules and agencies that were weighed, and why they did not decide.
    confirm, confirm_why
        Whether a person must confirm, and what is to be found out.
    emergency
        The category goes through a rule of kind EMERGENCY: numbers to call are shown first.
    """

    level: str
    agency: AgencyRef
    rule: int
    case: str
    basis: str
    explanation: Text
    joint: tuple[AgencyRef, ...] = ()
    copies: tuple[Copy, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    confirm: bool = False
    confirm_why: tuple[Text, ...] = ()
    emergency: bool = False

    @property
    def told(self) -> tuple[Copy, ...]:
        """Everyone who has a copy of the case: those who act together with the leading agency, and those told."""
        return (*(Copy(agency, AS_JOINT) for agency in self.joint), *self.copies)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that `locate` and /api/v1/locate/ print."""
        return {
            "level": self.level,
            "agency": self.agency.as_dict(),
            "rule": self.rule,
            "case": self.case,
            "basis": self.basis,
            "explanation": self.explanation.as_dict(),
            "joint": [agency.as_dict() for agency in self.joint],
            "copies": [copy.as_dict() for copy in self.copies],
            "alternatives": [alternative.as_dict() for alternative in self.alternatives],
            "confirm": self.confirm,
            "confirm_why": [why.as_dict() for why in self.confirm_why],
            "emergency": self.emergency,
        }
