"""Which hexagons are near which: the weights of all local statistics."""

from collections.abc import Sequence

import h3
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


def ring_weights(cells: Sequence[str], rings: int = 1) -> csr_array:
    """Return row-standardised weights: each cell and its neighbours within some rings count alike, and sum to one.

    Parameters
    ----------
    cells
        H3 indexes of one resolution, each once. Neighbours that are not among them do not count.
    rings
        How far the neighbourhood reaches, in cells; 1 is the cell itself and the six around it.

    Returns
    -------
    csr_array
        n × n, float64, rows in the order of `cells`. The cell itself is its own neighbour, as Gi* asks.

    Raises
    ------
    ValueError
        A cell is given twice.
    """
    place = {cell: k for k, cell in enumerate(cells)}
    if len(place) != len(cells):
        raise ValueError("a cell is given twice")
    columns: list[int] = []
    starts = np.zeros(len(cells) + 1, np.int64)
    for k, cell in enumerate(cells):
        near = sorted(place[other] for other in h3.grid_disk(cell, rings) if other in place)
        columns += near
        starts[k + 1] = len(columns)
    sizes = np.diff(starts)
    return csr_array((np.repeat(1 / np.maximum(sizes, 1), sizes), columns, starts), shape=(len(cells), len(cells)))


def standardised(weights: csr_array) -> csr_array:
    """Return weights whose rows sum to one; a row without any stays empty."""
    sums = np.asarray(weights.sum(axis=1)).ravel()
    scale: NDArray[np.float64] = np.divide(1, sums, out=np.zeros_like(sums, dtype=np.float64), where=sums != 0)
    return csr_array(weights.multiply(scale[:, None]))


def patches(cells: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return which places of `cells` hang together: two cells do that are the same or touch.

    Parameters
    ----------
    cells
        H3 indexes of one resolution, of each of n things; a cell may hold many.

    Returns
    -------
    list of ndarray
        Indexes into `cells`; each thing is in exactly one patch.
    """
    if not len(cells):
        return []
    distinct, which = np.unique(np.asarray(cells), return_inverse=True)
    _, patch_of = connected_components(ring_weights(distinct.tolist()), directed=False)
    patch = patch_of[which]
    order = np.argsort(patch, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(patch[order])) + 1)
