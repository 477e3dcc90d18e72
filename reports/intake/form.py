"""The form of a report as a line of a bulk intake fills it in: the same rules, with names for programs."""

from typing import Any

from django import forms

from reports.forms import PhotoTray, ReportForm
from reports.intake.fields import Errors, Said

CHANNEL = "partner"
OF_THE_LINE = "report"
"""Under which name errors stand that belong to no single field."""


class IntakeForm(ReportForm):
    """A line. The regency that a partner names stands for the place where no point does."""

    regency = forms.CharField(max_length=5, required=False)

    @classmethod
    def of(cls, said: Said) -> "IntakeForm":
        """Return the form filled in with what a line says."""
        data: dict[str, Any] = dict(said.values)
        if "regency" in data:
            data.setdefault("place_choice", f"regency:{data['regency']}")
        return cls(data, tray=PhotoTray(), channel=CHANNEL)

    def complaints(self) -> Errors:
        """Return what is wrong, by field."""
        by_choice = "regency" if "regency" in self.data else "place_choice"
        names = {"__all__": OF_THE_LINE, "place_choice": by_choice if self.data.get("place_choice") else "lat"}
        return {names.get(name, name): [str(said) for said in found] for name, found in self.errors.items()}
