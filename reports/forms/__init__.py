"""What is typed, checked: the same rules for the page and for the API."""

from reports.forms.photos import PhotoTray
from reports.forms.question import QuestionForm
from reports.forms.report import ReportForm
from reports.forms.track import TrackForm

__all__ = ["PhotoTray", "QuestionForm", "ReportForm", "TrackForm"]
