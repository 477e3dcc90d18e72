"""Who is responsible for what: rows that an administrator edits, seeded from fixtures/reference.

A category goes through its rules in order; a rule has cases, tried by priority; the first case whose conditions all fit
names the agencies. Levels are lifted afterwards by rules of kind LIFT and by special areas.
"""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.integrity import tracked
from accounts.models import AgencyKind
from accounts.models.agencies import Tier
from boundaries.models import Overlay
from reports.models.categories import Category, Urgency

if TYPE_CHECKING:
    from django.db.models.manager import Manager


class PlaceSetting(models.TextChoices):
    """boundaries.place.Setting, as choices of a form; abroad nobody is responsible."""

    LAND = "land", _("land")
    COAST = "coast", _("coast")
    SEA_12NM = "sea_12nm", _("sea up to 12 nautical miles")
    SEA_BEYOND = "sea_beyond", _("sea beyond 12 nautical miles")


class PermitIssuer(models.TextChoices):
    """Who issued the permit of the suspected polluter, as far as anybody knows."""

    UNKNOWN = "unknown", _("not known")
    NONE = "none", _("there is no permit")
    REGENCY = "regency", _("regent or mayor")
    PROVINCE = "province", _("governor")
    CENTRAL = "central", _("a ministry")


class Crossing(models.TextChoices):
    """Which borders the source or its impact crosses."""

    NONE = "none", _("none")
    REGENCY = "regency", _("borders of regencies")
    PROVINCE = "province", _("borders of provinces")


class ValidQuerySet(models.QuerySet):
    """Rows that hold for a time."""

    def in_force(self, on: dt.date | None = None) -> Self:
        """Rows that hold on a date (today when None)."""
        on = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )


class Valid(models.Model):
    """A row that holds from its first day until, exclusively, its last."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_valid_to_after_from",
            ),
        )


@tracked()
class Rule(models.Model):
    """A numbered rule of responsibility, in plain words. What it does is in its cases."""

    class Kind(models.TextChoices):
        """When it is tried."""

        ASSIGN = "assign", _("assigns")
        LIFT = "lift", _("lifts the level afterwards")
        EMERGENCY = "emergency", _("shows emergency numbers first")

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("what it does"), max_length=10, choices=Kind.choices, default=Kind.ASSIGN)
    title_id = models.CharField(_("title (Indonesian)"), max_length=150)
    title_en = models.CharField(_("title (English)"), max_length=150)
    plain_id = models.TextField(_("in plain words (Indonesian)"), blank=True)
    plain_en = models.TextField(_("in plain words (English)"), blank=True)

    if TYPE_CHECKING:
        cases: Manager["RuleCase"]

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return self.title_en if get_language() == "en" else self.title_id

    @property
    def plain(self) -> str:
        """What it says in the language of the page."""
        return self.plain_en if get_language() == "en" else self.plain_id


@tracked()
class RuleCase(Valid):
    """One case of a rule: conditions (an empty list asks for nothing), and the sentence that explains it.

    `categories` narrows it to some of the categories that go through the rule: who leads at sea depends on the matter.
    Sentences complete «goes to X because…»; they may hold {regency}, {province}, {overlay} and {nearest}. Where
    `confirm` asks for a person, `confirm_id` and `confirm_en` say what is to be found out.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="cases", verbose_name=_("rule"))
    code = models.CharField(_("case"), max_length=10, unique=True)
    priority = models.PositiveSmallIntegerField(_("order"), default=0)
    categories = ArrayField(models.CharField(max_length=4), verbose_name=_("only categories"), default=list, blank=True)
    settings = ArrayField(
        models.CharField(max_length=10, choices=PlaceSetting.choices),
        verbose_name=_("settings"),
        default=list,
        blank=True,
    )
    overlay_kind = models.CharField(_("inside overlay"), max_length=20, choices=Overlay.Kind.choices, blank=True)
    overlay_functions = ArrayField(
        models.CharField(max_length=40), verbose_name=_("its function or class"), default=list, blank=True
    )
    permit_issuers = ArrayField(
        models.CharField(max_length=10, choices=PermitIssuer.choices),
        verbose_name=_("permit issued by"),
        default=list,
        blank=True,
    )
    crossings = ArrayField(
        models.CharField(max_length=10, choices=Crossing.choices), verbose_name=_("crossing"), default=list, blank=True
    )
    basis = models.CharField(_("legal basis"), max_length=200)
    because_id = models.CharField(_("because (Indonesian)"), max_length=400)
    because_en = models.CharField(_("because (English)"), max_length=400)
    confirm = models.BooleanField(_("a person must confirm"), default=False)
    confirm_id = models.CharField(_("what to confirm (Indonesian)"), max_length=300, blank=True)
    confirm_en = models.CharField(_("what to confirm (English)"), max_length=300, blank=True)

    if TYPE_CHECKING:
        targets: Manager["RuleTarget"]
        rule_id: int

    class Meta(Valid.Meta):
        abstract = False
        verbose_name = _("case of a rule")
        verbose_name_plural = _("cases of rules")
        ordering = ("rule", "priority", "code")

    def __str__(self) -> str:
        return self.code


@tracked()
class RuleTarget(models.Model):
    """An agency that a case names, by kind and level: the first LEAD that exists leads, every JOINT acts with it."""

    class Role(models.TextChoices):
        """What it has to do with the case."""

        LEAD = "lead", _("leads")
        JOINT = "joint", _("acts together with it")
        COPY = "copy", _("gets a copy")

    case = models.ForeignKey(RuleCase, on_delete=models.CASCADE, related_name="targets", verbose_name=_("case"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.LEAD)
    kind = models.ForeignKey(AgencyKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of agency"))
    tier = models.CharField(_("level"), max_length=10, choices=Tier.choices)

    if TYPE_CHECKING:
        kind_id: str

    class Meta:
        verbose_name = _("agency named")
        verbose_name_plural = _("agencies named")
        ordering = ("case", "position", "pk")

    def __str__(self) -> str:
        return f"{self.role} {self.kind_id}@{self.tier}"


@tracked()
class CategoryRule(models.Model):
    """A rule that a category goes through, and when."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="rules", verbose_name=_("category"))
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="categories", verbose_name=_("rule"))
    position = models.PositiveSmallIntegerField(_("order"))

    if TYPE_CHECKING:
        category_id: str
        rule_id: int

    class Meta:
        verbose_name = _("rule of a category")
        verbose_name_plural = _("rules of categories")
        ordering = ("category", "position")
        constraints = (models.UniqueConstraint(fields=("category", "rule"), name="category_rule_once"),)

    def __str__(self) -> str:
        return f"{self.category_id}: {self.rule_id}"


@tracked()
class SpecialArea(Valid):
    """Ground on which one level's tasks are another's: DKI's administrative cities, the capital's authority.

    Within `area_codes` (areas and all that is part of them) or an overlay of `overlay_kind`, what would go to one of
    `from_tiers` goes to `to_tier`: to an agency of `to_kind`, or of the kind the rule named where that is empty.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    area_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("areas"), default=list, blank=True)
    overlay_kind = models.CharField(_("overlay"), max_length=20, choices=Overlay.Kind.choices, blank=True)
    from_tiers = ArrayField(models.CharField(max_length=10, choices=Tier.choices), verbose_name=_("instead of levels"))
    to_tier = models.CharField(_("level"), max_length=10, choices=Tier.choices)
    to_kind = models.ForeignKey(
        AgencyKind, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of agency")
    )
    basis = models.CharField(_("legal basis"), max_length=200)
    because_id = models.CharField(_("because (Indonesian)"), max_length=400)
    because_en = models.CharField(_("because (English)"), max_length=400)

    if TYPE_CHECKING:
        to_kind_id: str | None

    class Meta(Valid.Meta):
        abstract = False
        verbose_name = _("special area")
        verbose_name_plural = _("special areas")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


@tracked()
class StandingCopy(Valid):
    """Who gets a copy whatever the rule: the owner of the place, and the regency's environment agency."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    settings = ArrayField(
        models.CharField(max_length=10, choices=PlaceSetting.choices),
        verbose_name=_("settings"),
        default=list,
        blank=True,
    )
    overlay_kind = models.CharField(_("inside overlay"), max_length=20, choices=Overlay.Kind.choices, blank=True)
    kind = models.ForeignKey(AgencyKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of agency"))
    tier = models.CharField(_("level"), max_length=10, choices=Tier.choices)
    because_id = models.CharField(_("because (Indonesian)"), max_length=200)
    because_en = models.CharField(_("because (English)"), max_length=200)

    if TYPE_CHECKING:
        kind_id: str

    class Meta(Valid.Meta):
        abstract = False
        verbose_name = _("standing copy")
        verbose_name_plural = _("standing copies")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class EmergencyContact(models.Model):
    """A number to call before anything else, shown for categories that go through an emergency rule."""

    name_id = models.CharField(_("name (Indonesian)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    phone = models.CharField(_("telephone"), max_length=20)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="emergency_contacts", verbose_name=_("only for categories")
    )
    area_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("only in areas"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("emergency number")
        verbose_name_plural = _("emergency numbers")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("phone", "name_id"), name="emergency_contact_once"),)

    def __str__(self) -> str:
        return f"{self.phone} {self.name_id}"

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name_id


@tracked()
class Deadline(Valid):
    """Working days in which a step must be done, by the regulation of the time."""

    class Step(models.TextChoices):
        """What must be done."""

        VERIFY = "verify", _("check and pass on")
        FOLLOW_UP = "follow_up", _("first follow-up")
        ANSWER = "answer", _("answer")
        REPORTER = "reporter", _("reporter's reply to the answer")

    class Origin(models.TextChoices):
        """When the clock of a step begins."""

        RECEIVED = "received", _("receipt")
        COMPLETE = "complete", _("complete file")
        DISPOSED = "disposed", _("hand-over to a unit")
        ANSWERED = "answered", _("answer")

    code = models.CharField(_("code"), max_length=30, unique=True)
    step = models.CharField(_("step"), max_length=12, choices=Step.choices)
    report_kinds = ArrayField(
        models.CharField(max_length=20), verbose_name=_("kinds of report"), default=list, blank=True
    )
    misconduct = models.BooleanField(_("alleged abuse of office"), default=False)
    urgency = models.CharField(_("only for urgency"), max_length=1, choices=Urgency.choices, blank=True)
    origin = models.CharField(_("counted from"), max_length=10, choices=Origin.choices, default=Origin.RECEIVED)
    days = models.PositiveSmallIntegerField(_("working days"))
    hours = models.PositiveSmallIntegerField(
        _("clock hours"), null=True, blank=True, help_text=_("Instead of working days, by day and by night.")
    )
    basis = models.CharField(_("legal basis"), max_length=200)

    class Meta(Valid.Meta):
        abstract = False
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ("step", "code")

    def __str__(self) -> str:
        return self.code
