"""Exemplar-based synthesis over all levels: first guess, then search and vote, then go finer.

Works on the levels of `pyramid` through `LevelFill`; knows nothing of photo types, of windows
around holes or of what the caller does with the fill.
"""

from __future__ import annotations

import numpy as np

from inpaint_studio.imaging.fills.bands import Bands
from inpaint_studio.imaging.fills.level_fill import LevelFill, Tuning
from inpaint_studio.imaging.fills.pyramid import FillLevel
from inpaint_studio.imaging.types import FloatImage

__all__ = ["synthesise"]

_SEEDS = 2**31


def synthesise(
    levels: list[FillLevel],
    seed: int,
    bands: Bands,
    *,
    has_initial: bool = False,
    tuning: Tuning | None = None,
) -> FloatImage:
    """Fill the hole of ``levels[0]``, coarsest level first.

    Parameters
    ----------
    levels
        Finest first. Each must have a source patch and be at least a patch a side.
    has_initial
        Whether hole pixels of the coarsest level hold a fill to start from.

    Returns
    -------
    FloatImage
        float32 (H, W, 3), a new array; known pixels are those of ``levels[0].image``.

    Notes
    -----
    Bound of the work: a level of n target patches (those that touch its hole) gets at most
    ``tuning.effort / n`` rounds, but never under `tuning.least_rounds`. A large hole therefore
    costs a fixed number of comparisons per pixel at full size, and all coarser levels together a
    third of that once more.
    """
    tuning = tuning or Tuning()
    token = bands.token
    work = np.array([float(level.hole.sum()) + 2000.0 for level in reversed(levels)])
    done = np.concatenate([[0.0], np.cumsum(work) / work.sum()])
    coarser: LevelFill | None = None
    for order, level in enumerate(reversed(levels)):
        depth = len(levels) - 1 - order
        bands.token = token.part(float(done[order]), float(done[order + 1]))
        bands.token.report(0.0, "Filling holes")
        level_seed = (seed * 1_000_003 + depth * 7_919) % _SEEDS
        fill = LevelFill(level, 2**depth, level_seed, bands, tuning)
        if coarser is not None:
            fill.start_from(coarser)
        elif has_initial:
            fill.start_from_image()
        elif len(levels) == 1:
            fill.start_smooth()
        else:
            fill.start_peeled()
        single = len(levels) == 1 and not has_initial
        fill.refine(is_coarsest=coarser is None and not single, is_finest=depth == 0)
        coarser = fill
    bands.token = token
    assert coarser is not None
    return coarser.image
