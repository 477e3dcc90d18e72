"""Shares that are no chance of small numbers: empirical Bayes rates (Marshall 1991)."""

import numpy as np

from maps.statistics.gathering import Floats


def empirical_bayes(events: Floats, among: Floats) -> Floats:
    """Return of each cell the rate of events, drawn towards that of all the more, the fewer they are among.

    Parameters
    ----------
    events, among
        (n,): how many were counted, and among how many, all of the latter above zero.

    Returns
    -------
    ndarray
        (n,). All alike where cells differ no more than chance makes them.
    """
    everywhere = events.sum() / among.sum()
    raw = events / among
    spread = float((among * (raw - everywhere) ** 2).sum() / among.sum()) - everywhere / float(among.mean())
    if spread <= 0:
        return np.full(len(events), everywhere)
    weight = spread / (spread + everywhere / among)
    return everywhere + weight * (raw - everywhere)
