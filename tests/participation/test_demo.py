"""What the demonstration shows of participation: made by the verbs, once, and saying of itself that it is made up."""

import pytest
from django.test import Client

from accounts.models import Role
from monitoring.models.plans import ActionPlan
from participation.demo import load_demo_participation
from participation.models import Consultation, Question, Story
from reports.demo.people import DOMAIN
from reports.models import Category, Report
from tests.cast import staff
from tests.participation.pages import body
from tests.participation.test_stories import closed

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_played_once_and_says_that_it_is_made_up() -> None:
    assert load_demo_participation() == "left as it is"
    staff("DLH-64.08", user__email=f"petugas@{DOMAIN}")
    staff("NASIONAL", Role.NATIONAL, user__email=f"nasional@{DOMAIN}")
    for code in ("W1", "A6"):
        report = closed(category=Category.objects.get(pk=code))
        Report.everything.filter(pk=report.pk).update(is_demo=True)
    assert load_demo_participation() == "4 plans, 2 consultations, 2 stories, 6 answers"
    assert load_demo_participation() == "left as it is"
    assert ActionPlan.objects.published().count() == 4
    assert all("ontoh" in plan.action for plan in ActionPlan.objects.all())
    assert all("(contoh)" in one.title for one in (*Consultation.objects.all(), *Story.objects.all()))
    assert Story.objects.public().count() == 2
    assert Question.objects.published().count() == 6
    held = Consultation.objects.get(said__gt="")
    shown = body(Client(), held.url)
    assert "87" in shown
    assert b"".join(Client().get(f"{held.url}notula.pdf")).startswith(b"%PDF")
