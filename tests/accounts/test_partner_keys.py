"""Keys of partners: shown once, kept as a digest, and opening what they are for as long as they are in use."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actions.partners import NOTED_EVERY, issue_key, key_of
from accounts.models import Agency, Partner, PartnerKey, Role, Scope, User
from tests.cast import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(name="Aduan Kutim", contact_email="aduan@contoh.id")


def test_a_key_is_known_by_its_secret_which_is_nowhere_stored(partner: Partner) -> None:
    key, secret = issue_key(partner, [Scope.OPEN311])
    assert key_of(secret, Scope.OPEN311) == key
    assert secret.startswith("glp_")
    assert secret not in str(PartnerKey.objects.values().get())
    assert secret.startswith(key.hint.removesuffix("…"))
    assert len(secret) - len(key.hint) > 30


@pytest.mark.parametrize("text", ["", " ", "glp_", "salah", "\x00", "\ud800", "x" * 100_000])
def test_what_is_no_key_opens_nothing(partner: Partner, text: str) -> None:
    issue_key(partner, [Scope.OPEN311])
    assert key_of(text, Scope.OPEN311) is None


@pytest.mark.parametrize(
    ("of_key", "of_partner"),
    [
        ({"active": False}, {}),
        ({"ends_on": timezone.localdate()}, {}),
        ({"scopes": []}, {}),
        ({}, {"active": False}),
    ],
)
def test_a_key_out_of_use_opens_nothing(partner: Partner, of_key: dict[str, Any], of_partner: dict[str, Any]) -> None:
    key, secret = issue_key(partner, [Scope.OPEN311])
    PartnerKey.objects.filter(pk=key.pk).update(**of_key)
    Partner.objects.filter(pk=partner.pk).update(**of_partner)
    assert key_of(secret, Scope.OPEN311) is None


def test_that_a_key_is_used_is_noted_but_not_each_time(partner: Partner) -> None:
    key, secret = issue_key(partner, [Scope.OPEN311])
    key_of(secret, Scope.OPEN311)
    key.refresh_from_db()
    first = key.last_used_at
    assert first is not None
    key_of(secret, Scope.OPEN311)
    key.refresh_from_db()
    assert key.last_used_at == first
    PartnerKey.objects.filter(pk=key.pk).update(last_used_at=first - NOTED_EVERY - dt.timedelta(seconds=1))
    key_of(secret, Scope.OPEN311)
    key.refresh_from_db()
    assert key.last_used_at >= first


def test_the_administration_shows_a_key_once_and_replaces_it() -> None:
    national = staff(Agency.objects.get(code="NASIONAL"), Role.NATIONAL)
    User.objects.filter(pk=national.user.pk).update(is_staff=True)
    added = national.post("/kelola/accounts/partner/add/", {
        "name": "Aduan Kutim", "agency": "", "contact_name": "", "contact_email": "a@contoh.id", "active": "on",
        "keys-TOTAL_FORMS": "0", "keys-INITIAL_FORMS": "0",
    })  # fmt: skip
    assert added.status_code == 302
    partner = Partner.objects.get()
    made = national.post(
        "/kelola/accounts/partnerkey/add/",
        {"partner": partner.pk, "label": "", "scopes": ["open311"], "test": "on", "per_hour": "60", "active": "on"},
        follow=True,
    )
    key = PartnerKey.objects.get()
    shown = _shown(made.content.decode())
    assert shown.startswith("glptest_")
    assert key_of(shown, Scope.OPEN311) == key
    again = national.get(f"/kelola/accounts/partnerkey/{key.pk}/change/").content.decode()
    assert key.hint in again
    assert shown not in again
    replaced = national.post(
        "/kelola/accounts/partnerkey/", {"action": "replace", "_selected_action": [key.pk]}, follow=True
    )
    assert key_of(shown, Scope.OPEN311) is None
    assert key_of(_shown(replaced.content.decode()), Scope.OPEN311) == key
    page = national.get(f"/kelola/accounts/partner/{partner.pk}/change/").content.decode()
    assert PartnerKey.objects.get().hint in page


def _shown(page: str) -> str:
    return next(word.split("<")[0] for word in page.split() if word.startswith("glptest_") and "…" not in word)


def test_the_command_prints_a_key_and_adds_a_partner_it_can_write_to() -> None:
    out = StringIO()
    call_command("issue_key", "Aduan Kutim", "--email", "a@contoh.id", "--agency", "DLH-64.08", stdout=out)
    found = key_of(out.getvalue().strip(), Scope.OPEN311)
    assert found is not None
    assert found.partner.agency == Agency.objects.get(code="DLH-64.08")
    with pytest.raises(CommandError, match="--email"):
        call_command("issue_key", "Lain", stdout=out)
    with pytest.raises(CommandError, match="no agency"):
        call_command("issue_key", "Lain", "--email", "b@contoh.id", "--agency", "TIDAK-ADA", stdout=out)
