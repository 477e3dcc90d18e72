"""What an officer can do on the page of a case: each verb of the life cycle with its form, its place and its key."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.desk.case.finding import Case
from reports.desk.case.forms import (
    closing,
    evidence,
    merging,
    noting,
    objecting,
    passing,
    pausing,
    placing,
    practising,
    replying,
    shielding,
    splitting,
    ticking,
    weighing,
)
from reports.desk.case.forms.base import CaseForm
from reports.models import Outcome, Report, State


class Group(StrEnum):
    """Under which heading of the menu an action stands."""

    WAY = "way"
    TALK = "talk"
    INSIDE = "inside"
    ELSEWHERE = "elsewhere"
    CORRECT = "correct"
    PUBLIC = "public"


GROUP_LABELS: dict[Group, str | Promise] = {
    Group.WAY: _("Next steps"),
    Group.TALK: _("With the reporter"),
    Group.INSIDE: _("Among staff"),
    Group.CORRECT: _("Correct"),
    Group.PUBLIC: _("What the public sees"),
    Group.ELSEWHERE: _("To others, or aside"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One verb on the page. `slug` stands in its address, `key` is the letter that opens it."""

    form: type[CaseForm]
    slug: str
    icon: str
    group: Group
    key: str = ""
    in_menu: bool = True

    @property
    def verb(self) -> str:
        """The verb of reports.lifecycle.table."""
        return self.form.verb

    @property
    def title(self) -> str | Promise:
        """What it is called."""
        return self.form.title


_G = Group
ACTIONS: tuple[Action, ...] = (
    Action(passing.VerifyForm, "verifikasi", "check-circle", _G.WAY, "v"),
    Action(passing.DisposeForm, "disposisi", "send", _G.WAY, "d"),
    Action(passing.AcceptForm, "tindak-lanjut", "tools", _G.WAY, "m"),
    Action(replying.AnswerForm, "jawab", "chat-left-text", _G.WAY, "a"),
    Action(evidence.EvidenceForm, "bukti", "camera", _G.WAY, "b"),
    Action(closing.CloseForm, "selesai", "check-circle-fill", _G.WAY, "c"),
    Action(pausing.ResumeForm, "lanjutkan", "play-circle", _G.WAY),
    Action(merging.UnmergeForm, "pisahkan", "subtract", _G.WAY),
    Action(closing.UnarchiveForm, "buka-arsip", "box-arrow-up", _G.WAY),
    Action(replying.AskForm, "tanya", "question-circle", _G.TALK, "q"),
    Action(replying.ProgressForm, "kabar", "megaphone", _G.TALK),
    Action(practising.ReplyForm, "balas", "reply", _G.TALK),
    Action(practising.ConfirmForm, "puas", "hand-thumbs-up", _G.TALK),
    Action(practising.ContestForm, "belum-puas", "hand-thumbs-down", _G.TALK),
    Action(shielding.RevealForm, "identitas", "person-badge", _G.TALK),
    Action(noting.NoteForm, "catatan", "sticky", _G.INSIDE, "n"),
    Action(passing.AssignForm, "petugas", "person-check", _G.INSIDE),
    Action(pausing.HoldForm, "tunda", "pause-circle", _G.INSIDE),
    Action(ticking.TickForm, "langkah", "check2-square", _G.INSIDE, in_menu=False),
    Action(placing.ConfirmForm, "tegaskan", "patch-check", _G.CORRECT),
    Action(placing.MoveForm, "titik", "geo-alt", _G.CORRECT),
    Action(placing.CategoryForm, "kategori", "tags", _G.CORRECT),
    Action(weighing.UrgencyForm, "urgensi", "exclamation-triangle", _G.CORRECT),
    Action(weighing.MisconductForm, "wewenang", "bank", _G.CORRECT),
    Action(shielding.RedactForm, "hitamkan", "eraser", _G.PUBLIC),
    Action(shielding.PrivacyForm, "lindungi", "shield-lock", _G.PUBLIC),
    Action(shielding.HoldBackForm, "tahan", "eye-slash", _G.PUBLIC),
    Action(shielding.ReleaseForm, "terbitkan", "eye", _G.PUBLIC),
    Action(objecting.SettleForm, "keberatan", "flag", _G.PUBLIC),
    Action(shielding.PhotoForm, "foto", "image", _G.PUBLIC, in_menu=False),
    Action(evidence.ApproveForm, "setujui-bukti", "shield-check", _G.PUBLIC, in_menu=False),
    Action(passing.TransferForm, "limpahkan", "signpost-split", _G.ELSEWHERE, "t"),
    Action(merging.MergeForm, "gabungkan", "union", _G.ELSEWHERE),
    Action(splitting.SplitForm, "pecah", "scissors", _G.ELSEWHERE),
    Action(closing.ArchiveForm, "arsip", "archive", _G.ELSEWHERE),
)
BY_SLUG = {action.slug: action for action in ACTIONS}
BY_VERB = {action.verb: action for action in ACTIONS}

# What comes next on the way through, by state; the first that is offered is the one that stands out.
_NEXT: dict[State, tuple[str, ...]] = {
    State.NEW: ("verify",),
    State.VERIFIED: ("dispose", "accept"),
    State.DISPOSED: ("accept",),
    State.REOPENED: ("accept",),
    State.IN_FOLLOW_UP: ("answer", "close"),
    State.AWAITING_REPORTER: ("close",),
    State.ON_HOLD: ("resume",),
    State.ARCHIVED: ("unmerge", "unarchive"),
}


@dataclass(frozen=True, slots=True)
class Menu:
    """The actions of a page: the one that stands out, and all others under their headings."""

    primary: Action | None
    groups: tuple[tuple[str | Promise, tuple[Action, ...]], ...]

    def __bool__(self) -> bool:
        """Whether anything can be done at all."""
        return bool(self.primary or self.groups)

    @property
    def keys(self) -> dict[str, Action]:
        """The actions that a letter opens."""
        found = [action for _label, group in self.groups for action in group]
        return {action.key: action for action in (self.primary, *found) if action and action.key}


def menu(case: Case) -> Menu:
    """Return what may be done with a case now, arranged for its page."""
    actions = list(available(case))
    verbs = [action.verb for action in actions]
    following = next((verb for verb in _NEXT.get(State(case.report.state), ()) if verb in verbs), "")
    rest = [action for action in actions if action.verb != following and action.in_menu]
    groups = []
    for group, label in GROUP_LABELS.items():
        if inside := tuple(action for action in rest if action.group == group):
            groups.append((label, inside))
    return Menu(BY_VERB.get(following), tuple(groups))


def available(case: Case) -> Iterable[Action]:
    """Return the actions that the life cycle offers and that make sense for this case."""
    offered = {transition.verb for transition in case.offered}
    return (action for action in ACTIONS if action.verb in offered and _sensible(action.verb, case.report))


def _sensible(verb: str, report: Report) -> bool:
    """Whether there is anything to do it to."""
    merged = report.merged_into_id is not None or report.outcome == Outcome.MERGED
    sense = {
        **dict.fromkeys(("reply", "confirm", "contest"), report.practice),
        "release": report.held,
        "hold_back": not report.held,
        "settle_flags": bool(getattr(report, "open_objections", True)),
        "unmerge": merged,
        "unarchive": not merged and report.outcome != Outcome.WITHDRAWN,
        "confirm_responsibility": report.doubtful or report.responsibility_doubtful,
        "reveal_identity": getattr(report, "has_identity", True),
        "impose_privacy": not (report.anonymous and report.confidential),
    }
    return bool(sense.get(verb, True))


def links(case: Case) -> dict[str, str]:
    """Return the addresses of what may be done, by verb; `joint` is what parts a further parameter from them."""
    found = {action.verb: case.address("case-act", slug=action.slug) for action in available(case)}
    return found | {"joint": "&" if case.inbox else "?"}
