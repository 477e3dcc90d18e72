"""What people wrote: constraints, cases told without names, use in policy."""

from django.utils.translation import gettext as _

from period_reports.contents.material import Material
from period_reports.contents.told import stories
from period_reports.contents.tree import Block, Nothing, Section, Text


def constraints(material: Material) -> Section:
    """Tell what stood in the way, in the words of who signs."""
    return Section("constraints", _("Constraints"), _written(material, "constraints"))


def use_in_policy(material: Material) -> Section:
    """Tell what the figures are used for, in the words of who signs."""
    return Section("policy", _("Use in policy"), _written(material, "use_in_policy"))


def cases_told(material: Material) -> Section:
    """Tell the chosen cases as everybody may read them."""
    wanted = list(material.said.get("cases", ()))
    found = stories(material.order, wanted)
    blocks: list[Block] = []
    if not wanted:
        blocks.append(Nothing(_("No case was chosen to be told.")))
    else:
        words = _("Closed cases that everybody may read, without names, as they are read on their pages.")
        blocks += [Text(words, quiet=True), *found]
    if len(found) < len(wanted):
        gone = len(wanted) - len(found)
        blocks.append(Nothing(_("%(n)s of the chosen cases may not be read by everybody any more.") % {"n": gone}))
    return Section("cases", _("Cases, told without names"), tuple(blocks))


def _written(material: Material, name: str) -> tuple[Block, ...]:
    text = str(material.said.get(name, "")).strip()
    if not text:
        return (Nothing(_("Nothing was written here by whoever had this report built.")),)
    return tuple(Text(part.strip(), written=True) for part in text.split("\n\n") if part.strip())
