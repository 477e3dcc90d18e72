"""The question to a reporter, on the page of their own case."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from participation.models import Consent, Story
from reports.follow.sections import own_section
from reports.models import Report


@own_section
def about_story(request: HttpRequest, report: Report) -> str:
    """Ask for consent, or say that a story is told and how to take that back."""
    story = Story.objects.filter(report=report).exclude(consent=Consent.NOT_ASKED).first()
    if story is None:
        return ""
    return render_to_string("participation/stories/own_section.html", {"story": story}, request)
