"""What raised doubts about a photo of evidence, in words."""

from reports.models import EvidenceCheck, Photo


def name_flags(photo: Photo) -> Photo:
    """Say in words what raised doubts about a photo of evidence."""
    check = getattr(photo, "check_result", None)
    if check is not None:
        check.flag_labels = [EvidenceCheck.Flag(flag).label for flag in check.flags]
    return photo
