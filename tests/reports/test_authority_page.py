"""/kewenangan/: what the page says is what the rows say, and what the engine does."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reports.guide import guide, rules_in_words
from reports.guide.words import name_target
from reports.models import Category, CategoryRule, Crossing, PermitIssuer, Report, Rule, RuleCase, RuleTarget
from reports.responsibility.check import every_circumstance
from reports.responsibility.rulebook import Rulebook

pytestmark = pytest.mark.django_db

PAGE = "/kewenangan/"
SANGATTA = "0.53, 117.55"


@pytest.fixture
def visitor() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="id")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def named(response: Any, field: str) -> str:
    return " ".join(response.context["form"].errors.get(field, []))


def test_every_active_category_is_explained_and_every_rule_has_its_anchor(visitor: Client) -> None:
    html = visitor.get(PAGE).content.decode()
    for category in Category.objects.active():
        assert f'id="{category.pk}"' in html
    for rule in Rule.objects.all():
        assert f'id="aturan-{rule.number}"' in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', html)


@pytest.mark.parametrize(
    ("words", "found", "absent"),
    [("sampah", "W1", "L1"), ("Ikan MATI", "A4", "W1"), ("tambang izin", "L5", "A1"), ("orangutan", "H1", "W1")],
)
def test_everyday_words_find_a_category(visitor: Client, words: str, found: str, absent: str) -> None:
    html = visitor.get(PAGE, {"q": words}).content.decode()
    assert f'id="{found}"' in html
    assert f'id="{absent}"' not in html


def test_what_is_called_by_the_words_comes_before_what_only_speaks_of_them() -> None:
    found = [one.category.pk for theme in guide(Rulebook.load(), "sampah") for one in theme.categories]
    assert found[0] == "W1"
    assert len(found) > 1


def test_words_that_nothing_has_are_said_to_have_found_nothing(visitor: Client) -> None:
    response = visitor.get(PAGE, {"q": "zzzz\x00<b>"})
    assert response.status_code == 200
    assert response.context["themes"] == []
    assert not re.search(r'id="matter-none"[^>]*hidden', response.content.decode())


def test_what_a_category_says_is_what_the_engine_decides() -> None:
    """Whoever leads in any situation is named by a line, and no line names anybody who never leads."""
    book = Rulebook.load()
    leads: dict[str, set[str]] = {}
    for asked in every_circumstance(book):
        case = book.plan(asked).case
        assert case is not None
        leads.setdefault(asked.category, set()).add(name_target(book, case.leads[0]))
    for theme in guide(book):
        for found in theme.categories:
            assert {line.who for line in found.lines} == leads[found.category.pk], found.category


def test_a_law_that_several_cases_name_is_named_once_for_a_rule() -> None:
    for theme in guide(Rulebook.load()):
        for found in theme.categories:
            for bases in found.bases.values():
                laws = bases.split("; ")
                assert len(laws) == len(set(laws)), found.category


def test_a_changed_row_changes_the_page(visitor: Client) -> None:
    rule = Rule.objects.create(number=90, title_id="Sampah laut", title_en="Marine litter", plain_id="Diurus KSOP.")
    case = RuleCase.objects.create(
        rule=rule, code="90a", basis="Perda 9", because_id="uji", because_en="test", settings=["land", "coast"]
    )
    RuleTarget.objects.create(case=case, kind_id="KSOP", tier="central")
    CategoryRule.objects.filter(category="W1").update(position=5)
    CategoryRule.objects.create(category_id="W1", rule=rule, position=1)
    (waste,) = [found for theme in guide(Rulebook.load(), "sampah tpa") for found in theme.categories]
    assert "KSOP" in waste.who
    assert waste.lines[0].basis == "Perda 9"
    assert "Diurus KSOP." in [rule.plain for rule in rules_in_words(Rulebook.load())] or waste.bases[90] == "Perda 9"


def test_the_sea_is_never_given_to_a_regency_in_words() -> None:
    for theme in guide(Rulebook.load()):
        for found in theme.categories:
            at_sea = [line.who for line in found.lines if line.where.lower().startswith(("at sea", "di laut"))]
            assert not [who for who in at_sea if "regency" in who or "kabupaten" in who]


def test_a_place_is_answered_with_all_its_reasons(visitor: Client) -> None:
    response = visitor.get(PAGE, {"category": "W1", "coordinates": SANGATTA, "permit_issuer": "unknown"})
    assert response.status_code == 200
    found = response.context["answer"].responsibility
    assert (found.agency.name, found.rule) == ("DLH Kabupaten Kutai Timur", 15)
    assert "DLH Kabupaten Kutai Timur" in text_of(response)
    assert found.basis in text_of(response)
    assert str(found.explanation.id) in text_of(response)


def test_permit_and_crossing_change_the_answer(visitor: Client) -> None:
    asked: dict[str, str] = {"category": "A1", "coordinates": SANGATTA}
    changes: tuple[dict[str, str], ...] = (
        {"permit_issuer": PermitIssuer.REGENCY.value},
        {"permit_issuer": PermitIssuer.PROVINCE.value},
        {"permit_issuer": PermitIssuer.CENTRAL.value},
        {"permit_issuer": PermitIssuer.UNKNOWN.value, "crossing": Crossing.PROVINCE.value},
    )
    levels = [visitor.get(PAGE, asked | more).context["answer"].responsibility.level for more in changes]
    assert levels == ["regency", "province", "central", "central"]


def test_an_answer_has_an_address_that_gives_it_again(visitor: Client) -> None:
    asked = {
        "category": "A1", "coordinates": SANGATTA, "permit_issuer": "central", "crossing": "none", "on": "",
        "place_query": "", "point_source": "map", "accuracy_m": "",
    }  # fmt: skip
    first = visitor.get(PAGE, asked)
    shared = first.context["share_url"].removeprefix("http://testserver")
    assert "place_query" not in shared
    again = visitor.get(shared.partition("#")[0])
    assert again.context["answer"].responsibility == first.context["answer"].responsibility


def test_a_place_known_by_its_name_alone_is_answered_and_a_name_is_searched(visitor: Client) -> None:
    response = visitor.get(PAGE, {"category": "W1", "place_choice": "regency:64.08"})
    assert response.context["answer"].responsibility.agency.name == "DLH Kabupaten Kutai Timur"
    searched = visitor.get(PAGE, {"category": "W1", "place_query": "Sangatta", "search": "1"})
    assert searched.status_code == 200
    assert searched.context["hits"]
    assert searched.context["form"]["category"].value() == "W1"
    unchosen = visitor.get(PAGE, {"category": "W1", "place_query": "Sangatta", "permit_issuer": "unknown"})
    assert unchosen.status_code == 422
    assert unchosen.context["hits"]
    assert named(unchosen, "place_choice")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"coordinates": "abc"}, "coordinates"),
        ({"coordinates": "117.55, 0.53"}, "coordinates"),
        ({"coordinates": "48.85, 2.35"}, "coordinates"),
        ({"coordinates": "3.0, 101.7"}, "coordinates"),
        ({"coordinates": ""}, "place_choice"),
        ({"coordinates": "", "place_choice": "regency:99.99"}, "place_choice"),
        ({"coordinates": "", "lat": "0.53"}, "lon"),
        ({"coordinates": "", "lat": "nan", "lon": "inf"}, "lon"),
        ({"category": ""}, "category"),
        ({"category": "ZZ"}, "category"),
        ({"category": "W1\x00"}, "category"),
        ({"permit_issuer": "raja"}, "permit_issuer"),
        ({"on": "kemarin"}, "on"),
        ({"on": "1950-01-01"}, "on"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field(visitor: Client, asked: dict[str, str], field: str) -> None:
    question = {"category": "W1", "coordinates": SANGATTA, "permit_issuer": "unknown", **asked}
    response = visitor.get(PAGE, question)
    assert response.status_code == 422
    assert named(response, field)
    assert named(response, field) in text_of(response)
    assert response.context["answer"] is None


def test_the_sea_is_answered_not_refused(visitor: Client) -> None:
    response = visitor.get(PAGE, {"category": "H4", "coordinates": "-5.8, 107.9", "permit_issuer": "unknown"})
    assert response.status_code == 200
    assert response.context["answer"].responsibility.level in {"province", "central"}


def test_another_day_is_asked_by_the_agencies_of_that_day(visitor: Client) -> None:
    asked = {"category": "A1", "coordinates": SANGATTA, "permit_issuer": "central"}
    then = visitor.get(PAGE, asked | {"on": "2023-06-01"})
    if then.status_code == 422:
        assert named(then, "on")  # no edition of that day is loaded
    else:
        assert then.context["answer"].responsibility.agency.code != ""
    today = visitor.get(PAGE, asked | {"on": dt.date.today().strftime("%d/%m/%Y")})  # noqa: DTZ011
    assert today.status_code == 200


def test_asking_stores_nothing_and_shows_no_report(visitor: Client) -> None:
    before = Report.objects.count()
    response = visitor.get(PAGE, {"category": "W1", "coordinates": SANGATTA})
    assert Report.objects.count() == before
    assert "sessionid" not in response.cookies
    assert visitor.post(PAGE, {"category": "W1"}).status_code == 405


def test_the_page_speaks_english_under_its_own_address(visitor: Client) -> None:
    response = visitor.get(f"/en{PAGE}", {"category": "W1", "coordinates": SANGATTA})
    assert "Goes to" in text_of(response) or "goes to" in text_of(response)
    assert "Diteruskan" not in text_of(response)


def test_start_page_and_frame_lead_here(visitor: Client) -> None:
    assert visitor.get("/").content.decode().count('href="/kewenangan/"') >= 3
