"""What every test may use. The database holds the reference data (boundaries, register, categories) from the start."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation

from boundaries import locator
from boundaries.actions import load_demo_overlays
from boundaries.models import Edition
from tests import database
from tests.boundaries.editions import add_past_editions


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long modules: whoever of two workers came upon one last would have the other wait."""
    long = ("slow", "browser")
    items.sort(key=lambda item: next((at for at, mark in enumerate(long) if item.get_closest_marker(mark)), len(long)))


def pytest_collection_finish() -> None:
    """Let the collector leave alone what stays: all modules with what they hold, a quarter of a million objects."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give each worker a copy of the template database."""
    base = settings.DATABASES["default"]["NAME"]
    name = f"test_{base}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        template = database.ensure_template(base)
        with database.maintenance(base) as cursor:
            database.copy_database(cursor, name, template)
        database.use_database(name)
        yield
        database.use_database(base)
        with database.maintenance(base) as cursor:
            database.drop_database(cursor, name)


@pytest.fixture(autouse=True, scope="session")
def _keep_reference_data() -> Iterator[None]:
    """A test against a live server commits; afterwards only what it wrote is emptied, not the boundaries."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.empty_written_tables())
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _language() -> None:
    """A thread speaks the language of its last page; every test begins with that of the site."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def demo_overlays(db: None) -> Iterator[list[str]]:
    """The made-up overlays of the demonstration; their keys ("kind:code")."""
    keys = load_demo_overlays()
    locator.default().forget()
    yield keys
    locator.default().forget()


@pytest.fixture
def no_editions(db: None) -> None:
    """An installation without any boundaries, for tests that bring their own (undone with the test's transaction)."""
    Edition.objects.all().delete()


@pytest.fixture
def past_editions(db: None) -> list[Edition]:
    """The editions "2021" (34 provinces), "2022" (37) and the embedded one, following each other without a gap."""
    return add_past_editions()
