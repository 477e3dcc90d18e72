"""How the kernels are compiled: to machine code once, kept in var/numba, free of Python's lock while they run."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from django.conf import settings

KERNEL_SOURCES = (
    "batch",
    "cells",
    "compiled",
    "earth",
    "far",
    "kernels",
    "layout",
    "nearby",
    "neighbours",
    "overlay_kernels",
    "rules",
)
"""Modules with compiled functions, or with constants that are compiled into them."""


def _source_fingerprint() -> str:
    """Hash the kernels' source: numba looks at one file at a time and would keep a kernel whose callee has changed."""
    digest = hashlib.sha256()
    for name in KERNEL_SOURCES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


# Beside the index, not beside the source: a deployment's code folder need not be writable, var/ always is.
_FOLDER = os.environ.get("NUMBA_CACHE_DIR") or f"{settings.VAR}/numba"
numba.config.CACHE_DIR = f"{_FOLDER}/{_source_fingerprint()}"  # type: ignore[attr-defined]


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of numbers and arrays; threads run it side by side."""
    return numba.njit(cache=True, nogil=True)(function)


inlined = numba.njit(inline="always")


@inlined
def whole(number: Any) -> int:
    """Widen a table's 32-bit number: the compiler would otherwise make a variant of a function for each width."""
    return np.int64(number)  # type: ignore[return-value]
