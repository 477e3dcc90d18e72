"""Trying rules: who would act at a point, by the rules in force and by those on the form, saved or not."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest
from django.utils import timezone

from accounts.directory import Directory
from reports.admin.rules.differences import Difference, differences
from reports.answers import Answer
from reports.forms.simulator import SimulatorForm
from reports.responsibility import Responsibility
from reports.responsibility.decide import decide
from reports.responsibility.facts import Facts
from reports.responsibility.rulebook import Rulebook

PREFIX = "try"
BUTTON = "_try"
SHOWN = ("category", "coordinates", "permit_issuer", "crossing", "on")


class TrialForm(SimulatorForm):
    """A question to the rules, beside the form that changes them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep apart from the fields of the row."""
        super().__init__(*args, prefix=PREFIX, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Put what is wrong with the place where it is shown: coordinates are the only way to give it here."""
        said = super().clean()
        for message in self.errors.pop("place_choice", ()):
            self.add_error("coordinates", message)
        return said


@dataclass
class Trial:
    """A trial asked for with the page's button, or none (`asked` is False and only the form stands there)."""

    form: TrialForm
    asked: bool = False
    saved: Rulebook | None = None
    before: Responsibility | None = None
    after: Responsibility | None = None
    changed: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    looked: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "Trial":
        """Read the question that came with a request; asks the rules in force at once, before any row is written."""
        if BUTTON not in request.POST:
            return cls(TrialForm())
        form = TrialForm(request.POST)
        trial = cls(form, asked=True)
        trial.saved = Rulebook.load(trial.on)
        trial.before = trial._decide(trial.saved)
        return trial

    def _decide(self, book: Rulebook) -> Responsibility | None:
        if not self.form.is_valid() or self.form.match is None:
            return None
        matter = self.form.matter()
        facts = Facts.of(self.form.match, matter.category, matter.permit, matter.crossing)
        return decide(facts, book, Directory.on(book.on))

    @property
    def fields(self) -> list[BoundField]:
        """The fields shown: a place is given by coordinates here, which the map fills in."""
        return [self.form[name] for name in SHOWN]

    @property
    def edition(self) -> str:
        """Name of the edition of boundaries that was asked; for a question that has an answer."""
        assert self.form.match is not None  # noqa: S101 - whoever has an answer has a place
        return Answer(self.form.match).edition

    @property
    def on(self) -> dt.date:
        """The date whose rules are asked."""
        return (self.form.is_valid() and self.form.cleaned_data.get("on")) or timezone.localdate()

    def look(self, problems: list[str]) -> None:
        """Ask the rows as they are written now."""
        assert self.saved is not None  # noqa: S101 - of() has read them
        written = Rulebook.load(self.on)
        self.after = self._decide(written)
        self.changed = differences(self.saved, written)
        self.problems = problems
        self.looked = True
