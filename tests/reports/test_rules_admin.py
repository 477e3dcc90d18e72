"""Editing the rules: tried before it is saved, refused where a question would stay open, every change on record."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from reports.models import Category, CategoryRule, Deadline, Rule, RuleCase, RuleTarget, SpecialArea
from reports.responsibility.check import problems
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ROOT = "/kelola/reports"
# A point on land in Kabupaten Kutai Timur.
ASKED = {"try-category": "W1", "try-coordinates": "0.53, 117.55", "try-permit_issuer": "unknown"}


@pytest.fixture
def admin_page() -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="id")
    client.force_login(UserFactory(is_staff=True, is_superuser=True, email="pengelola@contoh.id"))
    return client


def case(code: str) -> RuleCase:
    return RuleCase.objects.get(code=code)


def address_of(row: Any) -> str:
    return f"{ROOT}/{row._meta.model_name}/{row.pk}/change/"


def as_it_stands(client: Client, row: Any) -> dict[str, Any]:
    """What the form of a row would send if nothing on it were touched."""
    context = client.get(address_of(row)).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def errors_of(response: Any) -> str:
    return " ".join(response.context["adminform"].form.non_field_errors())


def test_the_form_sends_back_what_it_shows(admin_page: Client) -> None:
    for row in (case("15b"), Category.objects.get(pk="W1"), Rule.objects.get(pk=15), SpecialArea.objects.first()):
        response = admin_page.post(address_of(row), as_it_stands(admin_page, row))
        assert response.status_code == 302, (row, text_of(response)[:3000])


def test_a_case_is_edited_with_the_agencies_it_names(admin_page: Client) -> None:
    row = case("15b")
    sent = as_it_stands(admin_page, row) | {"basis": "Perda 1/2026", "settings": ["land"]}
    copy = {"targets-TOTAL_FORMS": 2, "targets-1-role": "copy", "targets-1-kind": "BPBD", "targets-1-tier": "regency"}
    response = admin_page.post(address_of(row), sent | copy | {"targets-1-position": 2})
    assert response.status_code == 302, text_of(response)
    row.refresh_from_db()
    assert (row.basis, row.settings) == ("Perda 1/2026", ["land"])
    assert row.targets.filter(role="copy", kind_id="BPBD").exists()


def test_a_hole_is_refused_at_the_form_with_its_category_and_setting(admin_page: Client) -> None:
    row = case("2a")
    sent = as_it_stands(admin_page, row) | {"settings": ["land", "coast"], "basis": "yang baru diketik"}
    CategoryRule.objects.filter(category="H1").exclude(rule=2).delete()
    for number in (6, 7):
        RuleCase.objects.filter(rule=number).update(categories=["A7"])
    before = len(problems())
    response = admin_page.post(address_of(row), sent)
    assert response.status_code == 200
    assert "H1" in errors_of(response)
    assert "laut" in errors_of(response)
    assert response.context["adminform"].form["basis"].value() == "yang baru diketik"
    row.refresh_from_db()
    assert (row.settings, len(problems())) == ([], before)


def test_a_set_that_is_broken_already_can_be_mended_step_by_step(admin_page: Client) -> None:
    RuleCase.objects.filter(rule__in=(6, 7, 18)).delete()  # by hand, past the administration
    assert problems()
    row = case("15b")
    response = admin_page.post(address_of(row), as_it_stands(admin_page, row) | {"basis": "Perda 1/2026"})
    assert response.status_code == 302, errors_of(response)


def test_a_hole_of_a_later_day_is_refused_today(admin_page: Client) -> None:
    row = case("18b")
    end = timezone.localdate() + dt.timedelta(days=40)
    response = admin_page.post(address_of(row), as_it_stands(admin_page, row) | {"valid_to": end.isoformat()})
    assert response.status_code == 200
    assert "darat" in errors_of(response)
    row.refresh_from_db()
    assert row.valid_to is None


def test_the_sea_cannot_be_given_to_a_regency(admin_page: Client) -> None:
    row = RuleCase.objects.filter(rule=6, targets__kind="DKP")[0]
    sent = as_it_stands(admin_page, row)
    response = admin_page.post(address_of(row), sent | {"targets-0-tier": "regency"})
    assert response.status_code == 200
    assert str(row.code) in errors_of(response)


def test_special_areas_that_hand_a_task_round_are_refused(admin_page: Client) -> None:
    row = SpecialArea.objects.exclude(area_codes=[])[0]
    sent = as_it_stands(admin_page, row) | {"from_tiers": ["regency", "province"], "to_tier": "province", "to_kind": ""}
    response = admin_page.post(address_of(row), sent)
    assert response.status_code == 200
    assert row.code in errors_of(response)


def test_deleting_what_is_needed_is_refused(admin_page: Client) -> None:
    row = case("18b")
    page = admin_page.post(f"{ROOT}/rulecase/{row.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Tidak ada yang dihapus" in text_of(page) or "Nothing was deleted" in text_of(page)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    page = admin_page.post(f"{ROOT}/rulecase/", chosen, follow=True)
    assert "Tidak ada yang dihapus" in text_of(page) or "Nothing was deleted" in text_of(page)
    assert RuleCase.objects.filter(pk=row.pk).exists()


def test_deleting_what_nothing_hangs_on_is_done(admin_page: Client) -> None:
    row = RuleCase.objects.create(rule_id=18, code="18z", priority=99, basis="x", because_id="x", because_en="x")
    assert admin_page.post(f"{ROOT}/rulecase/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not RuleCase.objects.filter(pk=row.pk).exists()


def test_trying_shows_the_answer_now_and_by_the_form_and_saves_nothing(admin_page: Client) -> None:
    row = case("15b")
    sent = as_it_stands(admin_page, row) | ASKED | {"_try": "1", "targets-0-tier": "province", "basis": "Perda 1/2026"}
    response = admin_page.post(address_of(row), sent)
    trial = response.context["trial"]
    assert (trial.before.level, trial.after.level) == ("regency", "province")
    assert trial.after.basis == "Perda 1/2026"
    assert [(change.category, change.more) for change in trial.changed] == [("W1", 0)]
    assert response.context["adminform"].form["basis"].value() == "Perda 1/2026"
    assert not response.context["adminform"].form.errors
    row.refresh_from_db()
    assert row.basis != "Perda 1/2026"
    assert row.targets.get().tier == "regency"


def test_trying_tells_that_it_could_not_be_saved(admin_page: Client) -> None:
    row = case("18b")
    sent = as_it_stands(admin_page, row) | ASKED | {"_try": "1", "settings": ["coast"]}
    trial = admin_page.post(address_of(row), sent).context["trial"]
    assert any("darat" in problem or "land" in problem for problem in trial.problems)


@pytest.mark.parametrize("coordinates", ["", "abc", "117.55, 0.53", "48.85, 2.35", "3.0, 101.7"])
def test_a_point_that_cannot_be_asked_is_told_at_its_field(admin_page: Client, coordinates: str) -> None:
    row = case("15b")
    response = admin_page.post(
        address_of(row), as_it_stands(admin_page, row) | ASKED | {"_try": "1", "try-coordinates": coordinates}
    )
    assert response.status_code == 200
    trial = response.context["trial"]
    assert trial.form.errors.keys() & {"coordinates", "place_choice"}
    assert trial.after is None
    assert next(iter(trial.form.errors.values()))[0] in text_of(response)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("because_id", "karena {kabupaten}"),
        ("because_en", "because {0}"),
        ("because_id", "karena {regency"),
        ("overlay_functions", ["national_park"]),
        ("valid_to", "2001-01-01"),
        ("confirm", "on"),
    ],
)
def test_what_a_case_may_not_say_is_told_at_the_field(admin_page: Client, field: str, value: Any) -> None:
    row = case("15b")
    sent = as_it_stands(admin_page, row) | {"valid_from": "2002-01-01", field: value}
    response = admin_page.post(address_of(row), sent)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() & {field, "confirm_id"}


@pytest.mark.parametrize("codes", ["", "Jakarta", "31; 99.99", "3101"])
def test_a_special_area_must_be_somewhere(admin_page: Client, codes: str) -> None:
    row = SpecialArea.objects.exclude(area_codes=[])[0]
    response = admin_page.post(address_of(row), as_it_stands(admin_page, row) | {"area_codes": codes})
    assert response.status_code == 200
    assert "area_codes" in response.context["adminform"].form.errors


def test_history_names_who_when_old_and_new_also_where_sql_did_it(admin_page: Client) -> None:
    row = case("15b")
    old = row.basis
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_rulecase SET basis = 'lewat SQL' WHERE id = %s", [row.pk])
    admin_page.post(address_of(row), as_it_stands(admin_page, row) | {"basis": "Perda 1/2026"})
    RuleTarget.objects.filter(case=row).update(tier="province")
    changes = admin_page.get(f"{ROOT}/rulecase/{row.pk}/history/").context["changes"]
    told = {(field.old, field.new): change.who for change in changes for field in change.fields if field.old}
    assert "pengelola@contoh.id" in told["lewat SQL", "Perda 1/2026"]
    assert told[old, "lewat SQL"] == ""
    tiers = [
        field for change in changes for field in change.fields if "provinsi" in field.new or "province" in field.new
    ]
    assert len(tiers) == 1
    assert len(admin_page.get(f"{ROOT}/rule/15/history/").context["changes"]) > len(changes)


@pytest.mark.parametrize("pk", ["abc", "%00", "_3C", "999999"])
def test_the_history_of_no_row_leads_back(admin_page: Client, pk: str) -> None:
    for model in ("rule", "rulecase", "category", "deadline"):
        assert admin_page.get(f"{ROOT}/{model}/{pk}/history/").status_code == 302


def test_rows_that_are_gone_stay_in_the_list_of_all_changes(admin_page: Client) -> None:
    Deadline.objects.create(code="sementara", step="verify", days=3, basis="x").delete()
    response = admin_page.get(f"{ROOT}/rule/changes/")
    assert [change.label for change in response.context["changes"] if "sementara" in change.what] == [
        "delete",
        "insert",
    ]


def test_the_order_in_which_a_category_is_asked_is_edited_with_it(admin_page: Client) -> None:
    category = Category.objects.get(pk="W1")
    sent = as_it_stands(admin_page, category)
    added = {"rules-TOTAL_FORMS": int(sent["rules-TOTAL_FORMS"]), "rules-1-rule": 16, "rules-1-position": 0}
    assert admin_page.post(address_of(category), sent | added).status_code == 302
    assert list(category.rules.order_by("position").values_list("rule", flat=True)) == [16, 15]


@pytest.mark.parametrize("page", ["rule", "rulecase", "specialarea", "standingcopy", "emergencycontact", "deadline"])
def test_lists_and_empty_forms_open_and_name_no_other_host(admin_page: Client, page: str) -> None:
    for address in (f"{ROOT}/{page}/", f"{ROOT}/{page}/add/"):
        html = admin_page.get(address).content.decode()
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', html), address
    assert admin_page.post(f"{ROOT}/{page}/add/", {}).status_code == 200


def test_who_may_only_look_can_neither_try_nor_save() -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(address_of(case("15b"))).status_code == 403
    assert client.post(address_of(case("15b")), ASKED | {"_try": "1"}).status_code == 403
    assert client.get(f"{ROOT}/rule/changes/").status_code == 403
