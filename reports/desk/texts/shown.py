"""How a text kept ready is shown: with its blanks, who fills them, and as it reads on a case."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.models import AnswerTemplate
from reports.ready_texts import By, Piece, blanks, fault, filled_by, pieces


@dataclass(frozen=True)
class Shown:
    """A text in one language; `agency` is whose made-up case it is tried on, None: as it was written."""

    language: str
    label: str | Promise
    text: str
    use: str
    agency: Agency | None = None

    @cached_property
    def pieces(self) -> list[Piece]:
        """The text, with its blanks apart."""
        return pieces(self.text, self.agency)

    @cached_property
    def fault(self) -> str:
        """What keeps it from being used."""
        return fault(self.text, self.use)

    @property
    def by_case(self) -> list[str]:
        """Blanks that the case fills."""
        return [name for name in blanks(self.text) if filled_by(name) == By.CASE]

    @property
    def by_officer(self) -> list[str]:
        """Blanks that the officer is asked for."""
        return [name for name in blanks(self.text) if filled_by(name) == By.OFFICER]


@dataclass(frozen=True, slots=True)
class Row:
    """A text of the list, in the languages in which it is written."""

    text: AnswerTemplate
    bodies: list[Shown]


def in_languages(use: str, body_id: str, body_en: str, agency: Agency | None = None) -> list[Shown]:
    """Return a text in each language in which it is written."""
    both = (("id", _("Indonesian"), body_id), ("en", _("English"), body_en))
    return [Shown(code, label, text, use, agency) for code, label, text in both if text.strip()]


def row(text: AnswerTemplate) -> Row:
    """Return a text as the list shows it."""
    return Row(text, in_languages(text.use, text.body_id, text.body_en))
