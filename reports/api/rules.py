"""GET rules/: by which rules agencies are found, as the engine reads them."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.tiers import Tier
from boundaries.api import shapes as s
from boundaries.api.answers import answer
from boundaries.api.parameters import day
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from reports.api.shapes import RULES
from reports.models import CategoryRule, Rule, RuleCase
from reports.models.rules import RuleTarget

MAX_AGE_S = 300
_TARGET = s.one(role=s.words(*RuleTarget.Role.values), kind=s.TEXT, level=s.words(*Tier.values))
_CASE = s.shape(
    "RuleCase",
    s.one(
        "Conditions: an empty list asks for nothing",
        code=s.TEXT, categories=s.many(s.TEXT), settings=s.many(s.TEXT), overlay_kind=s.TEXT,
        overlay_functions=s.many(s.TEXT), permit_issuers=s.many(s.TEXT), crossings=s.many(s.TEXT), basis=s.TEXT,
        because=s.BOTH, confirm=s.TRUTH, agencies=s.many(_TARGET), valid_from=s.maybe(s.DAY), valid_to=s.maybe(s.DAY),
    ),
)  # fmt: skip
RULE = s.shape(
    "Rule",
    s.one(
        number=s.WHOLE, kind=s.words(*Rule.Kind.values), title=s.BOTH, plain=s.BOTH, categories=s.many(s.TEXT),
        cases=s.many(_CASE),
    ),
)  # fmt: skip


class Rules(ApiView):
    """The rules of responsibility."""

    query = (day("on", gettext_lazy("Cases in force on this day, else today")),)
    words: ClassVar = {
        "GET": Words(
            "listRules", gettext_lazy("List the rules of responsibility"),
            gettext_lazy(
                "A category goes through its rules in order; of a rule the first case whose conditions all fit names "
                "the agencies, by kind and level."
            ),
            RULES, {200: s.one(results=s.many(RULE))},
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return all rules with the cases in force."""
        cases: dict[int, list[dict[str, Any]]] = {}
        in_force = RuleCase.objects.in_force(self.asked["on"]).order_by("rule", "priority", "code")
        for case in in_force.prefetch_related("targets"):
            cases.setdefault(case.rule_id, []).append(_case(case))
        through: dict[int, list[str]] = {}
        for rule, category in CategoryRule.objects.order_by("category").values_list("rule", "category"):
            through.setdefault(rule, []).append(category)
        body = [
            {
                "number": rule.number,
                "kind": rule.kind,
                "title": {"id": rule.title_id, "en": rule.title_en},
                "plain": {"id": rule.plain_id, "en": rule.plain_en},
                "categories": through.get(rule.number, []),
                "cases": cases.get(rule.number, []),
            }
            for rule in Rule.objects.all()
        ]
        return answer(request._request, {"results": body}, max_age=MAX_AGE_S)


def _case(case: RuleCase) -> dict[str, Any]:
    names = (
        "code",
        "categories",
        "settings",
        "overlay_kind",
        "overlay_functions",
        "permit_issuers",
        "crossings",
        "basis",
    )
    return {name: getattr(case, name) for name in names} | {
        "because": {"id": case.because_id, "en": case.because_en},
        "confirm": case.confirm,
        "agencies": [
            {"role": target.role, "kind": target.kind_id, "level": target.tier} for target in case.targets.all()
        ],
        "valid_from": case.valid_from and case.valid_from.isoformat(),
        "valid_to": case.valid_to and case.valid_to.isoformat(),
    }
