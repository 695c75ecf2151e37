"""How the inner loops of the fills are compiled. Importing this imports numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, njit

from inpaint_studio.paths import cache_dir

__all__ = ["compiled"]

_CACHE_DIR = "CACHE_DIR"  # numba's name for it, which it makes at run time
_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def compiled(function: _Loop) -> _Loop:
    """`function` as machine code that releases the GIL.

    It is made at the first call and kept in the user's cache folder, or in the one that
    `NUMBA_CACHE_DIR` names; never in the installation.
    """
    former: str = getattr(config, _CACHE_DIR)
    setattr(config, _CACHE_DIR, former or str(cache_dir() / "compiled"))
    try:
        return cast(_Loop, njit(nogil=True, cache=True)(function))
    except RuntimeError:  # nowhere to keep it
        return cast(_Loop, njit(nogil=True)(function))
    finally:
        setattr(config, _CACHE_DIR, former)  # other users of numba in this process keep theirs
