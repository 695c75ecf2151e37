"""How the inner loops of the fills are compiled. Importing this imports numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled"]

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def compiled(function: _Loop) -> _Loop:
    """`function` as machine code that releases the GIL.

    It is made at the first call and kept on disk where the installation has a folder for it.
    """
    try:
        return cast(_Loop, njit(nogil=True, cache=True)(function))
    except RuntimeError:  # nowhere to keep it, as in a frozen application
        return cast(_Loop, njit(nogil=True)(function))
