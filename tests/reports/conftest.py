"""What tests of reports share."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.actions.submit import Submission
from reports.models import Category, PointSource
from reports.places import Whereabouts
from tests.factories import SANGATTA
from tests.reports.pictures import telling_jpeg


@pytest.fixture
def typed() -> dict[str, str]:
    """What someone types who fills in the form rightly."""
    return {
        "key": str(uuid4()),
        "category": "W1",
        "coordinates": f"{SANGATTA[1]}, {SANGATTA[0]}",
        "description": "Tumpukan sampah di pinggir jalan, sudah dua minggu.",
    }


@pytest.fixture
def submission(db: None) -> Callable[..., Submission]:
    """A complaint about rubbish in Sangatta, changed as told."""

    def make(**changes: Any) -> Submission:
        values: dict[str, Any] = {
            "category": Category.objects.get(pk=changes.pop("code", "W1")),
            "description": "Tumpukan sampah di pinggir jalan.",
            "where": Whereabouts(PointSource.MAP, SANGATTA),
        }
        return Submission(**{**values, **changes})

    return make


@pytest.fixture
def photo_file() -> SimpleUploadedFile:
    """A telephone's photo that tells more than it should."""
    return SimpleUploadedFile("IMG_0001.jpg", telling_jpeg(), "image/jpeg")
