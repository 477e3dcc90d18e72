"""The categories that the product brings along, loaded without undoing what administrators did."""

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from reports.actions.categories import load_categories
from reports.models import Category, Theme

pytestmark = pytest.mark.django_db


def test_there_are_26_with_what_the_form_and_the_privacy_need() -> None:
    categories = Category.objects.all()
    assert categories.count() == 26
    assert set(categories.filter(confidential=True).values_list("pk", flat=True)) == {"L2", "L3", "L5", "H1"}
    assert set(categories.filter(coarse_place=True).values_list("pk", flat=True)) == {"H1", "H2", "H3", "H4"}
    emergencies = set(categories.filter(urgency="D").values_list("pk", flat=True))
    assert emergencies == {"L1", "L8", "A4", "A7", "H2", "H3", "W2"}
    for category in categories:
        assert category.words
        assert category.hint_id
        assert category.hint_en
        assert finders.find(f"vendor/bootstrap-icons/icons/{category.icon}.svg")


def test_loading_again_changes_nothing_that_was_edited(capsys: pytest.CaptureFixture[str]) -> None:
    Category.objects.filter(pk="W1").update(name_id="Sampah")
    Category.objects.filter(pk="W2").delete()
    call_command("load_categories")
    assert Category.objects.get(pk="W1").name_id == "Sampah"
    assert Category.objects.filter(pk="W2").exists()
    assert "W1" in capsys.readouterr().out


def test_edits_are_replaced_when_that_is_asked_for() -> None:
    Category.objects.filter(pk="W1").update(name_id="Sampah")
    Theme.objects.filter(pk="L").update(colour="#000000")
    loaded = load_categories(overwrite=True)
    assert (loaded.created, loaded.overwritten, loaded.kept) == (0, 2, ())
    assert Category.objects.get(pk="W1").name_id == "Sampah liar, TPA"
