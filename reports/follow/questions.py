"""The nine unsur of PermenPANRB 14/2017 as questions to a reporter, each with its four answers in words, worst first.

The answers are those of the questionnaire in the annex of the regulation; the questions are put to fit a report.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

QUESTIONS: dict[str, Promise] = {
    "requirements": _("Was what we asked of you fitting?"),
    "procedure": _("How easy was it to report?"),
    "time": _("How quickly was it handled?"),
    "cost": _("Did it cost you anything?"),
    "product": _("Does the result fit what was promised?"),
    "competence": _("How well did the officers know their work?"),
    "conduct": _("How did the officers treat you?"),
    "facilities": _("How good were this site and the other means?"),
    "complaints": _("How was it when you complained about the handling?"),
}

MARKS: dict[str, tuple[Promise, Promise, Promise, Promise]] = {
    "requirements": (
        pgettext_lazy("survey", "Not fitting"),
        pgettext_lazy("survey", "Hardly fitting"),
        pgettext_lazy("survey", "Fitting"),
        pgettext_lazy("survey", "Very fitting"),
    ),
    "procedure": (
        pgettext_lazy("survey", "Not easy"),
        pgettext_lazy("survey", "Hardly easy"),
        pgettext_lazy("survey", "Easy"),
        pgettext_lazy("survey", "Very easy"),
    ),
    "time": (
        pgettext_lazy("survey", "Not quickly"),
        pgettext_lazy("survey", "Hardly quickly"),
        pgettext_lazy("survey", "Quickly"),
        pgettext_lazy("survey", "Very quickly"),
    ),
    "cost": (
        pgettext_lazy("survey", "Very expensive"),
        pgettext_lazy("survey", "Rather expensive"),
        pgettext_lazy("survey", "Cheap"),
        pgettext_lazy("survey", "Free"),
    ),
    "product": (
        pgettext_lazy("survey", "It does not"),
        pgettext_lazy("survey", "Hardly"),
        pgettext_lazy("survey", "It does"),
        pgettext_lazy("survey", "Very well"),
    ),
    "competence": (
        pgettext_lazy("survey", "Not well"),
        pgettext_lazy("survey", "Hardly well"),
        pgettext_lazy("survey", "Well"),
        pgettext_lazy("survey", "Very well indeed"),
    ),
    "conduct": (
        pgettext_lazy("survey", "Not politely and kindly"),
        pgettext_lazy("survey", "Hardly politely and kindly"),
        pgettext_lazy("survey", "Politely and kindly"),
        pgettext_lazy("survey", "Very politely and kindly"),
    ),
    "facilities": (
        pgettext_lazy("survey", "Bad"),
        pgettext_lazy("survey", "Sufficient"),
        pgettext_lazy("survey", "Good"),
        pgettext_lazy("survey", "Very good"),
    ),
    "complaints": (
        pgettext_lazy("survey", "There was no way to"),
        pgettext_lazy("survey", "There was one that did not work"),
        pgettext_lazy("survey", "It worked, though not well"),
        pgettext_lazy("survey", "It was dealt with well"),
    ),
}
