"""How runs are told: the method in a sentence, what to keep in mind, and why there is none."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maps.models import Basis, Run, RunAudience, RunKind, RunStatus
from maps.selection import Selection


def method(run: Run) -> str:
    """Return in one or two sentences how a run was worked out."""
    return _METHODS[run.kind](run)


def caveats(run: Run) -> list[str]:
    """Return what to keep in mind with a run, the special before the general."""
    told = [_CAVEATS[caveat["code"]](caveat) for caveat in run.caveats if caveat["code"] in _CAVEATS]
    return [*told, density_of_reporters(run)]


def density_of_reporters(run: Run | None = None) -> str:
    """Return the sentence that belongs under every map of reports."""
    if run is not None and run.basis == Basis.SHARE:
        return _("The share says what people report about, not how much of it there is.")
    return _(
        "The map shows where people report, not only where something happens: where many live and trust the service, "
        "more is reported, and where nobody has a signal, nothing. A place without reports is not a clean place."
    )


def why_not(kind: str, selection: Selection, audience: str = RunAudience.PUBLIC) -> str:
    """Return why no run answers a selection; "" where one does."""
    if selection.state or selection.urgency:
        return _("This is worked out over all states and urgencies only. Take these filters away to see it.")
    newest = Run.objects.filter(kind=kind, audience=audience).order_by("-made_at").select_related("edition").first()
    if newest is None:
        return _("This has not been worked out yet. It is done every night.")
    if selection.edition is not None and newest.edition_id != selection.edition.pk:
        return _("This is worked out for the boundaries in force only (%(edition)s).") % {"edition": newest.edition}
    if (selection.since, selection.until) not in {(None, None), (newest.since, newest.until)}:
        return _("This is worked out for %(since)s to %(until)s only. Take the months away to see it.") % {
            "since": f"{newest.since:%m/%Y}",
            "until": f"{newest.until:%m/%Y}",
        }
    return "" if Run.objects.latest_for(kind, selection, audience) else _("This has not been worked out yet.")


def said_of(run: Run) -> str:
    """Return the finding of a run in one sentence; why there is none where there was too little."""
    if run.status == RunStatus.TOO_FEW:
        return next((_CAVEATS[c["code"]](c) for c in run.caveats if c["code"] in _SILENT), _("Too few."))
    return _FINDINGS[run.kind](run)


def _number(value: float) -> str:
    return number_format(value, decimal_pos=0, force_grouping=True)


def _significance(run: Run) -> str:
    sentence = _(
        "Getis-Ord Gi* on hexagons of some 250 km²: a cell is hot where it and the six around it together have more "
        "than chance would put there if the same counts lay anywhere, and cold where they have less. Corrected for "
        "the number of cells (Benjamini–Hochberg): of the cells called hot at 95 percent, at most 5 percent are so by "
        "chance, on average."
    )
    if run.basis == Basis.SHARE:
        sentence += " " + _(
            "Judged is the share in all incidents of a cell, drawn towards the mean where they are few."
        )
    return sentence


def _emerging(run: Run) -> str:
    return _(
        "Gi* of each of the last %(n)s months that are over, and the Mann–Kendall trend of its scores: how a cell that "
        "is hot or cold became so."
    ) % {"n": run.parameters.get("slices", run.months)}


def _incidents(run: Run) -> str:
    return _(
        "HDBSCAN on the places of single incidents, at least %(n)s in a cluster; kept is what would come about by "
        "chance in less than one map in twenty, measured against the density around it."
    ) % {"n": run.parameters.get("min_cluster_size", "")}


def _density(run: Run) -> str:
    if (bandwidth := run.parameters.get("bandwidth_m")) is None:
        return _("Kernel density on hexagons.")
    return _(
        "Gaussian kernel density on hexagons, incidents per 1,000 km² and year. Bandwidth %(km)s km, the one under "
        "which each incident is best foretold by all others; nothing is spread beyond land and sea in reach."
    ) % {"km": _number(bandwidth / 1000)}


_METHODS: dict[str, Callable[[Run], str]] = {
    RunKind.SIGNIFICANCE: _significance,
    RunKind.EMERGING: _emerging,
    RunKind.INCIDENTS: _incidents,
    RunKind.DENSITY: _density,
}


def _too_few(caveat: dict[str, Any]) -> str:
    return ngettext(
        "Too few: %(n)s incident in all of Indonesia in this period, at least %(needed)s are needed to say something.",
        "Too few: %(n)s incidents in all of Indonesia in this period, at least %(needed)s are needed to say something.",
        caveat["n"],
    ) % {"n": _number(caveat["n"]), "needed": caveat["needed"]}


def _alike(_caveat: dict[str, Any]) -> str:
    return _("The share differs from cell to cell no more than chance makes it: nothing stands out.")


def _campaign(caveat: dict[str, Any]) -> str:
    return ngettext(
        "In %(n)s cell many reports of a few days seem to come from few people: they are counted, it is marked.",
        "In %(n)s cells many reports of a few days seem to come from few people: they are counted, these are marked.",
        caveat["cells"],
    ) % {"n": _number(caveat["cells"])}


def _campaign_clusters(caveat: dict[str, Any]) -> str:
    return ngettext(
        "In %(n)s hotspot many reports of a few days seem to come from few people; it is marked.",
        "In %(n)s hotspots many reports of a few days seem to come from few people; they are marked.",
        caveat["n"],
    ) % {"n": _number(caveat["n"])}


def _unplaced(caveat: dict[str, Any]) -> str:
    return ngettext(
        "%(n)s report has no point and is not on the map.",
        "%(n)s reports have no point and are not on the map.",
        caveat["n"],
    ) % {"n": _number(caveat["n"])}


def _coarse(caveat: dict[str, Any]) -> str:
    return ngettext(
        "%(n)s incident is shown as a wide cell to protect people or animals, and is in no hotspot.",
        "%(n)s incidents are shown as wide cells to protect people or animals, and are in no hotspot.",
        caveat["n"],
    ) % {"n": _number(caveat["n"])}


_CAVEATS: dict[str, Callable[[dict[str, Any]], str]] = {
    "too_few": _too_few,
    "alike": _alike,
    "campaign": _campaign,
    "campaign_clusters": _campaign_clusters,
    "unplaced": _unplaced,
    "coarse": _coarse,
}
_SILENT = {"too_few", "alike"}


def _hot_cells(run: Run) -> str:
    hot, cold = (sum(run.summary.get(f"{kind}_{level}", 0) for level in (95, 99)) for kind in ("hot", "cold"))
    if not hot and not cold:
        return _("No hexagon stands out at 95%%, of %(cells)s all over Indonesia.") % {"cells": _number(run.cells)}
    words = {"hot": _number(hot), "cold": _number(cold), "cells": _number(run.cells)}
    return _("All over Indonesia %(hot)s hexagons are hot and %(cold)s cold at 95%% or more, of %(cells)s.") % words


def _patterned(run: Run) -> str:
    live = sum(n for name, n in run.summary.items() if not name.startswith("cold_") and name != "historical")
    if not run.summary:
        return _("No hexagon has a pattern, of %(cells)s all over Indonesia.") % {"cells": _number(run.cells)}
    words = {"live": _number(live), "all": _number(sum(run.summary.values())), "cells": _number(run.cells)}
    return _("All over Indonesia %(all)s of %(cells)s hexagons have a pattern; %(live)s of them are hot now.") % words


def _clustered(run: Run) -> str:
    return ngettext("%(n)s hotspot was found.", "%(n)s hotspots were found.", run.cells) % {"n": _number(run.cells)}


_FINDINGS: dict[str, Callable[[Run], str]] = {
    RunKind.SIGNIFICANCE: _hot_cells,
    RunKind.EMERGING: _patterned,
    RunKind.INCIDENTS: _clustered,
    RunKind.DENSITY: _density,
}
