"""Why a reassignment does not run."""


class ReassignmentError(Exception):
    """It cannot be done; the message says why and what to do, for an operator."""


class OverlappingRunError(ReassignmentError):
    """Another one is at work at this moment."""
