"""From facts to a decision that explains itself. Pure: the same facts, rules and agencies give the same decision."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from accounts.directory import AgencyRef, Directory
from boundaries.place import OverlayHit
from reports.models import PermitIssuer, Rule
from reports.responsibility import wording
from reports.responsibility.decision import LAST_RESORT, Alternative, Copy, Responsibility, Text
from reports.responsibility.facts import Facts
from reports.responsibility.judge import Named, Verdict, exact, find, find_all, first_of, judge
from reports.responsibility.rulebook import Case, Circumstances, Rulebook, RuleRow, first_fit


def decide(facts: Facts, rulebook: Rulebook, directory: Directory) -> Responsibility:
    """Decide who is responsible, and say why; domain: the 18 rules, special areas, copies, doubt."""
    return _Decision(facts, rulebook, directory).made()


class _Decision:
    """One decision on its way."""

    def __init__(self, facts: Facts, rulebook: Rulebook, directory: Directory) -> None:
        self.facts, self.rulebook, self.directory = facts, rulebook, directory
        self.site, self.asked = facts.site, facts.circumstances
        self.verdict = judge(facts, rulebook, directory)
        self.turned = [(hit, judge(other, rulebook, directory)) for hit, other in facts.otherwise()]

    def made(self) -> Responsibility:
        """Put the decision together."""
        verdict = self.verdict
        agency, case = verdict.lead.agency, verdict.case
        joint = self._joint()
        reasons = tuple(self._confirm_why())
        return Responsibility(
            level=agency.tier,
            agency=agency,
            rule=case.rule if case else LAST_RESORT,
            case=case.code if case else "",
            basis=self._basis(),
            explanation=self._explanation(joint),
            joint=joint,
            copies=self._distinct(self._copies(), {agency.id, *(other.id for other in joint)}),
            alternatives=tuple(self._alternatives()),
            confirm=bool(reasons),
            confirm_why=reasons,
            emergency=verdict.plan.emergency,
        )

    def _basis(self) -> str:
        case, special = self.verdict.case, self.verdict.lead.special
        return "; ".join(part for part in (case and case.basis, special and special.basis) if part)

    def _joint(self) -> tuple[AgencyRef, ...]:
        if self.verdict.case is None:
            return ()
        found = find_all(self.verdict.case.joint, self.site, self.rulebook, self.directory)
        return tuple(agency for agency in found if agency.id != self.verdict.lead.agency.id)

    def _explanation(self, joint: tuple[AgencyRef, ...]) -> Text:
        verdict, lead = self.verdict, self.verdict.lead
        name = wording.agency_name(lead.agency)
        if verdict.case is None:
            return wording.fill(wording.LAST_RESORT, agency=name)
        because = self._say(verdict.case.because, verdict.case)
        if lead.special:
            here = self._say(lead.special.because, None)
            said = [wording.fill(wording.GOES_TO, agency=name, because=here)]
            said.append(wording.fill(wording.SPECIAL, tier=wording.TIERS[lead.target.tier], because=because))
        else:
            said = [wording.fill(wording.GOES_TO, agency=name, because=because)]
        if verdict.first and verdict.first.agency.id != lead.agency.id:
            said.append(wording.fill(wording.LIFTED, first=wording.agency_name(verdict.first.agency)))
        if lead.missing:
            said.append(self._missing(lead))
        if joint:
            said.append(wording.fill(wording.JOINT, agencies=wording.listed(map(wording.agency_name, joint))))
        return Text(" ".join(text.id for text in said), " ".join(text.en for text in said))

    def _missing(self, lead: Named) -> Text:
        kind, tier = lead.missing[0]
        name = self.rulebook.kind_names.get(kind, Text(kind, kind))
        agency = wording.agency_name(lead.agency)
        return wording.fill(wording.MISSING, kind=name, tier=wording.TIERS[tier], agency=agency)

    def _say(self, text: Text, case: Case | None) -> Text:
        return wording.about_place(text, self.facts, self._ground(case))

    def _ground(self, case: Case | None) -> OverlayHit | None:
        """Return the overlay that made a case fit."""
        inside = self.facts.inside
        if case and case.overlay_kind:
            return next((hit for hit in inside if case.lies_in(str(hit.kind), hit.function)), None)
        return inside[0] if inside else None

    def _copies(self) -> Iterator[Copy]:
        """Give everybody who is told: whoever would have led, those the case names, owners, the regency, neighbours."""
        verdict = self.verdict
        if verdict.first:
            yield Copy(verdict.first.agency, wording.AS_FIRST)
            yield from self._named_by(verdict.plan.case)
        if verdict.lead.instead_of:
            yield Copy(verdict.lead.instead_of, wording.AS_LOCAL)
        if verdict.case:
            for target in verdict.case.copies:
                yield Copy(find(target, self.site, self.rulebook, self.directory).agency, wording.AS_NAMED)
        yield from self._standing_copies()
        for other in self.facts.neighbours():
            yield Copy(judge(other, self.rulebook, self.directory).lead.agency, wording.AS_NEIGHBOUR)

    def _named_by(self, case: Case | None) -> Iterator[Copy]:
        """Give those who would have acted together with, or been told beside, an agency that was overruled."""
        if case:
            for agency in find_all((*case.joint, *case.copies), self.site, self.rulebook, self.directory):
                yield Copy(agency, wording.AS_NAMED)

    def _standing_copies(self) -> Iterator[Copy]:
        """Give the owner of each ground, the first that exists, and whoever is told everywhere."""
        owned: set[str] = set()
        for row in self.rulebook.standing:
            hit = next((hit for hit in self.facts.inside if hit.kind == row.overlay_kind), None)
            if row.overlay_kind and (hit is None or row.overlay_kind in owned):
                continue
            if row.settings and self.asked.setting not in row.settings:
                continue
            named = exact(row.target, self.site, self.rulebook, self.directory)
            if named is None:
                continue
            owned.add(row.overlay_kind)
            yield Copy(named.agency, wording.about_place(row.because, self.facts, hit))

    @staticmethod
    def _distinct(copies: Iterable[Copy], told: set[int]) -> tuple[Copy, ...]:
        kept: list[Copy] = []
        for copy in copies:
            if copy.agency.id not in told:
                told.add(copy.agency.id)
                kept.append(copy)
        return tuple(kept)

    def _would_differ(self) -> Iterator[tuple[OverlayHit, Verdict]]:
        """Give the uncertain overlays on which the leading agency hangs, with the verdict on their other side."""
        for hit, other in self.turned:
            if other.lead.agency.id != self.verdict.lead.agency.id:
                yield hit, other

    def _confirm_why(self) -> Iterator[Text]:
        verdict = self.verdict
        if self.facts.doubtful:
            yield wording.border(self.facts)
        for case in {id(case): case for case in (verdict.plan.case, verdict.case) if case}.values():
            if case.confirm:
                yield self._say(case.confirm_why if case.confirm_why.id else wording.CHECK, case)
        for hit, other in self._would_differ():
            yield wording.line(hit, other.lead.agency)
        if verdict.case is None:
            yield wording.LAST_RESORT_CONFIRM

    def _alternatives(self) -> Iterator[Alternative]:
        verdict = self.verdict
        deciding = verdict.case.rule if verdict.case else LAST_RESORT
        for hit, other in self._would_differ():
            rule = other.case.rule if other.case else LAST_RESORT
            yield Alternative(other.lead.agency, rule, wording.line(hit, other.lead.agency))
        reached = False
        numbers = list(self.rulebook.by_category.get(self.facts.category, ()))
        planned = verdict.plan.case
        if planned and planned.rule not in numbers:
            numbers.append(planned.rule)
        for number in numbers:
            if planned and number == planned.rule:
                reached = True
                if verdict.first:
                    yield Alternative(verdict.first.agency, number, wording.RAISED)
            elif number != deciding and number in self.rulebook.rules:
                yield from self._considered(number, reached, self.asked)

    def _had_it_fitted(self, row: RuleRow, asked: Circumstances) -> Alternative:
        """Say why a rule does not fit; where all that lacks is one issuer of the permit, name who it would be."""
        why = wording.mismatch(row, asked)
        if asked.permit == PermitIssuer.UNKNOWN:
            fitting = {
                issuer: case
                for issuer in wording.ISSUERS
                if (case := first_fit(row.cases, replace(asked, permit=issuer.value)))
            }
            if len(fitting) == 1:
                ((issuer, case),) = fitting.items()
                agency = first_of(case.leads, self.site, self.rulebook, self.directory).agency
                return Alternative(agency, row.number, wording.permit_lacks(issuer))
        return Alternative(None, row.number, why)

    def _considered(self, number: int, reached: bool, asked: Circumstances) -> Iterator[Alternative]:
        """Say why a rule of the category did not decide."""
        row = self.rulebook.rules[number]
        if row.kind == Rule.Kind.EMERGENCY:
            return
        case = first_fit(row.cases, asked)
        if not row.cases:
            yield Alternative(None, number, wording.NOT_IN_FORCE)
        elif case is None:
            yield self._had_it_fitted(row, asked)
        elif row.kind == Rule.Kind.LIFT:
            yield Alternative(None, number, wording.NOT_HIGHER)
        elif reached:
            agency = first_of(case.leads, self.site, self.rulebook, self.directory).agency
            yield Alternative(agency, number, wording.EARLIER_RULE_FITS)
