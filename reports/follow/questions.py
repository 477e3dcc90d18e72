"""The nine unsur of PermenPANRB 14/2017 as questions to a reporter, each with its four answers in words, worst first.

The answers are those of the questionnaire in the annex of the regulation; the questions are put to fit a report.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "requirements": (_("Not fitting"), _("Hardly fitting"), _("Fitting"), _("Very fitting")),
    "procedure": (_("Not easy"), _("Hardly easy"), _("Easy"), _("Very easy")),
    "time": (_("Not quickly"), _("Hardly quickly"), _("Quickly"), _("Very quickly")),
    "cost": (_("Very expensive"), _("Rather expensive"), _("Cheap"), _("Free")),
    "product": (_("It does not"), _("Hardly"), _("It does"), _("Very well")),
    "competence": (_("Not well"), _("Hardly well"), _("Well"), _("Very well indeed")),
    "conduct": (
        _("Not politely and kindly"),
        _("Hardly politely and kindly"),
        _("Politely and kindly"),
        _("Very politely and kindly"),
    ),
    "facilities": (_("Bad"), _("Sufficient"), _("Good"), _("Very good")),
    "complaints": (
        _("There was no way to"),
        _("There was one that did not work"),
        _("It worked, though not well"),
        _("It was dealt with well"),
    ),
}
