"""What the demonstration shows of participation: plans, a consultation, stories with consent, answers. All invented."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Agency, User
from maps.models import Hotspot
from monitoring.actions.plans import Aim, begin_plan, close_plan, make_plan, publish_plan
from monitoring.models.plans import ActionPlan
from monitoring.plans.figures import periods_to_begin_from
from participation.actions.consultations import (
    Told,
    agree_plan,
    lay_figures,
    make_consultation,
    publish_consultation,
)
from participation.actions.minutes import keep_minutes
from participation.actions.questions import Written, make_question, publish_question
from participation.actions.stories import answer_consent, ask_consent, make_story, publish_story
from participation.models import Consultation
from participation.models.stories import tellable
from reports.demo.people import DOMAIN
from reports.models import Category, Report
from reports.policies import Viewer

FOLDER: Final = settings.REFERENCE_DIR.parent / "demo"
STORIES: Final = 3


@dataclass(frozen=True)
class _Stage:
    """Who acts in the demonstration, for which agency, and when it is played."""

    officer: User
    publisher: User
    agency: Agency
    now: dt.datetime

    def ago(self, days: int) -> dt.datetime:
        """The moment so many days before now."""
        return self.now - dt.timedelta(days=days)

    def day(self, days: int) -> dt.date:
        """The day so many days before today."""
        return timezone.localdate(self.ago(days), timezone.get_default_timezone())


@transaction.atomic
def load_demo_participation() -> str:
    """Play it through the verbs, with the demonstration's accounts; say what there is.

    Nothing is done where there is a consultation already, or where the accounts are missing.
    """
    plan = json.loads((FOLDER / "participation.json").read_text("utf-8"))
    officer, publisher = (
        User.objects.filter(email=f"{plan[name]}@{DOMAIN}").first() for name in ("officer", "publisher")
    )
    agency = Agency.objects.filter(code=plan["agency"]).first()
    if Consultation.objects.exists() or agency is None or officer is None or publisher is None:
        return "left as it is"
    stage = _Stage(officer, publisher, agency, timezone.now())
    for row in plan["plans"]:
        _plan(stage, row)
    _consultation(stage, plan["consultation"])
    _announcement(stage, plan["coming"])
    stories = _stories(stage, plan["stories"])
    _question_to_citizen(stage, plan["stories"])
    for row in plan["questions"]:
        _question(stage.publisher, Agency.objects.get(code="NASIONAL"), row, stage.ago(60), published=True)
    _question(stage.officer, agency, plan["draft"], stage.ago(2), published=False)
    return f"{ActionPlan.objects.count()} plans, 2 consultations, {stories} stories, {len(plan['questions'])} answers"


def _aim(row: dict[str, Any]) -> Aim:
    return Aim(row["measure"], periods_to_begin_from()[0], row["area"], row["category"])


def _plan(stage: _Stage, row: dict[str, Any]) -> None:
    made, target = stage.ago(row["days"]), stage.day(row["target"])
    plan = make_plan(stage.officer, agency=stage.agency, action=row["action"], target_on=target, aim=_aim(row), at=made)
    begin_plan(plan, stage.officer, at=made + dt.timedelta(days=3))
    publish_plan(plan, stage.officer, published=True, at=made + dt.timedelta(days=4))
    if row["state"] == "done":
        close_plan(plan, stage.officer, done=True, outcome=row["outcome"], at=stage.ago(row["target"] + 5))


def _consultation(stage: _Stage, row: dict[str, Any]) -> None:
    hotspots = Hotspot.objects.visible_to(None).filter(regency_code=row["area"]).order_by("-n")[:3]
    told = Told(
        row["title"], stage.day(row["days"]), row["venue"], row["area"], row["said"], row["participants"],
        [hotspot.number for hotspot in hotspots],
    )  # fmt: skip
    at = stage.ago(row["days"] - 1)
    consultation = make_consultation(stage.officer, agency=stage.agency, told=told, at=at)
    lay_figures(consultation, stage.officer, aims=[_aim(figure) for figure in row["figures"]], at=at)
    for agreed in row["agreed"]:
        target, action = stage.day(agreed["target"]), agreed["action"]
        plan = agree_plan(
            consultation, stage.officer, agency=stage.agency, action=action, target_on=target, aim=_aim(agreed), at=at
        )
        publish_plan(plan, stage.officer, published=True, at=at)
    minutes = SimpleUploadedFile("notula-contoh.pdf", (FOLDER / row["minutes"]).read_bytes())
    keep_minutes(consultation, stage.officer, file=minutes, at=at)
    publish_consultation(consultation, stage.officer, published=True, at=at)


def _announcement(stage: _Stage, row: dict[str, Any]) -> None:
    told = Told(row["title"], stage.day(row["days"]), row["venue"], row["area"])
    coming = make_consultation(stage.officer, agency=stage.agency, told=told, at=stage.ago(5))
    publish_consultation(coming, stage.officer, published=True, at=stage.ago(5))


def _stories(stage: _Stage, rows: list[dict[str, Any]]) -> int:
    """Tell stories of closed demo cases that they fit, STORIES at most; how many."""
    told = 0
    for row in rows:
        cases = Report.objects.handled_by(stage.officer).filter(pk__in=tellable().values("pk"), is_demo=True)
        fitting = cases.filter(category__in=row["categories"], story=None, claim=None).order_by("-closed_at")
        if told < STORIES and (report := fitting.first()) is not None:
            _story(stage, report, row)
            told += 1
    return told


def _story(stage: _Stage, report: Report, row: dict[str, Any]) -> None:
    story = make_story(
        stage.officer, report=report, title=row["title"], body=row["body"], checked=True, at=stage.ago(20)
    )
    ask_consent(story, stage.officer, at=stage.ago(19))
    answer_consent(story, Viewer.of(None, [report.pk]), agrees=True, version=story.version, at=stage.ago(17))
    publish_story(story, stage.officer, published=True, at=stage.ago(16))


def _question_to_citizen(stage: _Stage, rows: list[dict[str, Any]]) -> None:
    """Ask the demonstration's citizen about a case of their own, where one is closed."""
    mine = tellable().filter(claim__user__email=f"warga@{DOMAIN}", story=None, is_demo=True)
    for row in rows:
        report = mine.filter(category__in=row["categories"]).first()
        if report is not None:
            said = {"title": row["title"], "body": row["body"]}
            story = make_story(stage.publisher, report=report, **said, checked=True, at=stage.ago(2))
            ask_consent(story, stage.publisher, at=stage.ago(1))
            return


def _question(user: User, agency: Agency, row: dict[str, Any], at: dt.datetime, *, published: bool) -> None:
    said = {name: value for name, value in row.items() if name != "theme"}
    codes = Category.objects.filter(theme=row["theme"]).values_list("pk", flat=True) if row["theme"] else ()
    question = make_question(user, agency=agency, written=Written(**said, categories=list(codes)), at=at)
    if published:
        publish_question(question, user, published=True, at=at)
