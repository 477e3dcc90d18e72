"""What somebody may do with a case now."""

from accounts.standing import standing_of
from reports.lifecycle.table import BY_VERB, TRANSITIONS, Actor, Transition
from reports.models import Report, State
from reports.policies import Viewer, in_hand, is_claimed


class NotAllowedError(Exception):
    """This user may not do that with this report."""

    def __init__(self, verb: str) -> None:
        super().__init__(verb)
        self.verb = verb


class NotPossibleError(Exception):
    """The report is in a state in which that cannot be done: somebody else may have been faster."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb} from {state}")
        self.verb, self.state = verb, State(state)


def actors(report: Report, viewer: Viewer) -> Actor:
    """Return everything that a viewer is to a report. Everyone is the public."""
    found = Actor.PUBLIC
    if report.pk in viewer.opened or is_claimed(report, viewer.user):
        found |= Actor.REPORTER
    if not in_hand(report, viewer.user):
        return found
    standing = standing_of(viewer.user)
    agency = report.agency_id
    found |= Actor.COPIED
    if report.practice:
        found |= Actor.REPORTER  # an exercise has no reporter: whoever works it answers for one
    if standing.national:
        found |= Actor.NATIONAL
    if agency in standing.admin_of:
        found |= Actor.AGENCY_ADMIN
    if agency in standing.officer_of:
        found |= Actor.OFFICER
    if agency in standing.monitors or (report.province and report.province.code in standing.provinces):
        found |= Actor.MONITOR
    return found


def allowed(verb: str, who: Actor) -> Transition:
    """Return the row of the table for a verb; raises NotAllowedError where none of `who` may do that in any state."""
    transition = BY_VERB[verb]
    if not transition.who & who:
        raise NotAllowedError(verb)
    return transition


def check(report: Report, verb: str, who: Actor) -> Transition:
    """Return the row of the table for a verb.

    Raises
    ------
    NotAllowedError
        None of `who` may do that.
    NotPossibleError
        It cannot be done in the state the report is in.
    """
    transition = allowed(verb, who)
    if report.state not in transition.sources:
        raise NotPossibleError(verb, report.state)
    return transition


def offered(report: Report, who: Actor) -> tuple[Transition, ...]:
    """Return what may be done now, in the order of the table."""
    return tuple(
        transition for transition in TRANSITIONS if transition.who & who and report.state in transition.sources
    )
