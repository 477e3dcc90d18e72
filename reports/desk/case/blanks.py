"""Fields for the blanks of a text kept ready: each is asked for by its name, and what is typed takes its place."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from reports import ready_texts

BLANK = "blank-"


class BlanksMixin(forms.Form):
    """A form with a text, "body", whose blanks have fields of their own: "blank-" and the position."""

    def asked(self, body: str) -> list[str]:
        """Return the names of the blanks that are to be filled by hand."""
        return ready_texts.blanks(body)

    def shape(self) -> None:
        """Give each blank of the text a field."""
        body = self.data.get("body", "") if self.is_bound else self.initial.get("body") or ""
        self.blanks = {
            f"{BLANK}{position}": name for position, name in enumerate(self.asked(body)[: ready_texts.MOST_BLANKS])
        }
        for key, name in self.blanks.items():
            self.fields[key] = forms.CharField(label=name, required=False, max_length=500)

    def blank_fields(self) -> list[forms.BoundField]:
        """The fields of the blanks."""
        return [self[key] for key in self.blanks]

    def clean(self) -> dict[str, Any]:
        """Fill the blanks; refuse a text in which one is left."""
        cleaned: dict[str, Any] = super().clean() or {}
        body = cleaned.get("body")
        if not body:
            return cleaned
        cleaned["body"] = ready_texts.fill(body, {name: cleaned.get(key, "") for key, name in self.blanks.items()})
        left = self.asked(cleaned["body"])
        for key, name in self.blanks.items():
            if name in left and key not in self.errors:
                self.add_error(key, gettext("Fill in this blank, or take it out of the text."))
        if unnamed := [name for name in left if name not in self.blanks.values()]:
            self.add_error("body", gettext("Still to be filled in: %s") % ", ".join(f"{{{name}}}" for name in unnamed))
        return cleaned
