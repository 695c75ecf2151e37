"""Exemplar-based synthesis at one level and over all: search for patches, vote, go finer.

Works on the levels of `pyramid` with the loops of `patch_kernels`; knows nothing of photo types,
of windows around holes or of what the caller does with the fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills import patch_kernels as kernels
from inpaint_studio.imaging.fills.bands import Bands, Slice, cut_rows
from inpaint_studio.imaging.fills.pyramid import Level, usable_sources
from inpaint_studio.imaging.types import FloatImage

__all__ = ["Tuning", "synthesise"]


@dataclass(frozen=True)
class Tuning:
    """The choices of the algorithm; the defaults were found on photographs."""

    gradient_gain: float = 0.75
    bias_cap: float = 8.0
    bias_give: float = 0.6
    coarsest_rounds: int = 10
    coarse_rounds: int = 8
    finest_rounds: int = 3
    passes: int = 2
    softness: float = 1.0
    last_softness: float = 0.5
    last_focus_px: float = 1.2
    trust_base: float = 2.0
    trust_cap_px: float = 4.0
    fine_radius_px: int = 48
    peel_budget: int = 3_000_000
    toll: float = 50.0
    toll_reach_px: float = 256.0
    toll_height: float = 1.0
    starts: int = 1
    start_levels: int = 2


_BAND_TARGETS = 4096
_PEEL_BAND = 64


@dataclass(eq=False)
class _Work:
    """One level being filled."""

    image: FloatImage
    scale: int
    patch_px: int
    tuning: Tuning
    features: NDArray[np.uint8]
    means: NDArray[np.int16]
    usable: NDArray[np.uint8]
    is_target: NDArray[np.uint8]
    sources: NDArray[np.int32]
    targets: NDArray[np.int32]
    hole_pixels: NDArray[np.int32]
    rim_pixels: NDArray[np.int32]
    trust: NDArray[np.float32]
    field: NDArray[np.int16]
    cost: NDArray[np.float32]
    target_slices: list[Slice]


def synthesise(
    levels: list[Level],
    patch_px: int,
    seed: int,
    bands: Bands,
    *,
    from_initial: bool = False,
    tuning: Tuning | None = None,
) -> FloatImage:
    """Fill the hole of ``levels[0]``, coarsest level first.

    Parameters
    ----------
    levels
        Finest first. Each must have a source patch and be at least `patch_px` a side.
    from_initial
        Whether hole pixels of the coarsest level hold a fill to start from.

    Returns
    -------
    FloatImage
        float32 (H, W, 3), a new array; known pixels are those of ``levels[0].image``.
    """
    tuning = tuning or Tuning()
    token = bands.token
    joint = max(len(levels) - tuning.start_levels, 0) if not from_initial else len(levels)
    best: _Work | None = None
    if not from_initial:
        bands.token = token.part(0.0, 0.2)
        least = np.inf
        for start in range(tuning.starts):
            work = _descend(
                levels, len(levels) - 1, joint, None, patch_px, seed * 131 + start, bands, tuning,
                from_initial,
            )  # fmt: skip
            energy = _energy(work)
            if energy < least:
                least, best = energy, work
        bands.token = token.part(0.2, 1.0)
    if joint > 0:
        best = _descend(levels, joint - 1, 0, best, patch_px, seed, bands, tuning, from_initial)
    bands.token = token
    assert best is not None
    return best.image


def _energy(work: _Work) -> float:
    rows, columns = work.targets[:, 0], work.targets[:, 1]
    return float(work.cost[rows, columns].mean())


def _descend(
    levels: list[Level],
    first: int,
    last: int,
    coarser: _Work | None,
    patch_px: int,
    seed: int,
    bands: Bands,
    tuning: Tuning,
    from_initial: bool,
) -> _Work:
    """Fill levels `first` down to `last`, going on from `coarser`."""
    depths = list(range(first, last - 1, -1))
    shares = np.cumsum([0.0] + [float(levels[depth].hole.sum()) + 500.0 for depth in depths])
    shares /= shares[-1]
    token = bands.token
    for order, depth in enumerate(depths):
        bands.token = token.part(float(shares[order]), float(shares[order + 1]))
        work = _prepare(levels[depth], patch_px, tuning, bands, 2**depth)
        level_seed = seed * 1_000_003 + depth * 7_919
        if coarser is None:
            _start(work, levels[depth], level_seed, bands, from_initial)
        else:
            _continue(work, coarser, level_seed, bands)
        rounds = _rounds(tuning, depth, len(levels))
        _refine(work, rounds, level_seed, bands, coarsest=coarser is None, finest=depth == 0)
        coarser = work
    bands.token = token
    assert coarser is not None
    return coarser


def _rounds(tuning: Tuning, depth: int, count: int) -> int:
    if depth == count - 1:
        return tuning.coarsest_rounds
    return max(tuning.coarse_rounds - max(0, 3 - depth), tuning.finest_rounds)


def _pixels(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.ascontiguousarray(np.argwhere(flags), np.int32)


def _prepare(level: Level, patch_px: int, tuning: Tuning, bands: Bands, scale: int) -> _Work:
    height, width = level.hole.shape
    reach = patch_px // 2
    flags = level.hole.astype(np.uint8)
    is_target = np.asarray(cv2.dilate(flags, np.ones((patch_px, patch_px), np.uint8)), np.uint8)
    is_target[:reach] = is_target[height - reach :] = 0
    is_target[:, :reach] = is_target[:, width - reach :] = 0
    usable = usable_sources(level.hole, patch_px)
    features = np.zeros((height, width, kernels.CHANNELS), np.uint8)
    features[..., 5:7] = level.texture
    features[..., 7] = level.guide
    targets = _pixels(is_target > 0)
    work = _Work(
        image=level.image.copy(),
        patch_px=patch_px,
        scale=scale,
        tuning=tuning,
        features=features.reshape(height, width * kernels.CHANNELS),
        means=np.zeros((height, width, 3), np.int16),
        usable=usable,
        is_target=is_target,
        sources=_pixels(usable > 0),
        targets=targets,
        hole_pixels=_pixels(level.hole),
        rim_pixels=_pixels(cv2.dilate(flags, np.ones((3, 3), np.uint8)) > 0),
        trust=_trust(level, tuning.trust_cap_px, tuning.trust_base),
        field=np.zeros((height, width, 2), np.int16),
        cost=np.zeros((height, width), np.float32),
        target_slices=cut_rows(targets, _BAND_TARGETS),
    )
    everything = _pixels(np.ones((height, width), bool))
    _describe(work, everything, bands)
    colours = work.features.reshape(height, width, kernels.CHANNELS)[..., :3]
    mean = cv2.boxFilter(np.ascontiguousarray(colours), cv2.CV_32F, (patch_px, patch_px))
    work.means[:] = mean * kernels.MEAN_SCALE + 0.5
    return work


def _trust(level: Level, cap: float, base: float) -> NDArray[np.float32]:
    """Wexler et al. 2007, eq. 3: votes of patches deep in the hole count less."""
    depth_px = cv2.distanceTransform(np.pad(level.hole.astype(np.uint8), 1), cv2.DIST_L2, 3)
    exponent = np.minimum(depth_px[1:-1, 1:-1], cap)
    return np.asarray(np.power(np.float32(base), -exponent), np.float32)


def _describe(work: _Work, pixels: NDArray[np.int32], bands: Bands) -> None:
    def loop(start: int, stop: int) -> None:
        kernels.describe(work.image, work.features, pixels, start, stop, work.tuning.gradient_gain)

    bands.run(loop, cut_rows(pixels, 8 * _BAND_TARGETS))


def _start(work: _Work, level: Level, seed: int, bands: Bands, from_initial: bool) -> None:
    """First guess at the coarsest level: the caller's, or peeled, or smooth where that is dear."""
    radius = max(work.usable.shape)
    if not from_initial:
        per_pixel = work.tuning.peel_budget // max(len(work.hole_pixels), 1)
        if per_pixel >= 200:
            _peel(work, level, seed, bands, per_pixel)
        else:
            _smooth_guess(work, level)
    _scatter(work, work.targets, seed, radius, bands)
    _describe(work, work.rim_pixels, bands)
    _measure(work, bands)


def _smooth_guess(work: _Work, level: Level) -> None:
    colours = np.asarray(np.clip(level.image * 255 + 0.5, 0, 255), np.uint8)
    smooth = cv2.inpaint(colours, level.hole.astype(np.uint8), 3, cv2.INPAINT_TELEA)
    work.image[level.hole] = (np.asarray(smooth, np.float32) / 255)[level.hole]
    texture = work.features.reshape(*level.hole.shape, kernels.CHANNELS)
    smooth = cv2.blur(texture[..., 5:7], (15, 15))
    texture[..., 5:7][level.hole] = smooth[level.hole]


def _peel(work: _Work, level: Level, seed: int, bands: Bands, per_pixel: int) -> None:
    sources = work.sources
    if len(sources) > per_pixel:
        chosen = np.random.default_rng(seed).choice(len(sources), per_pixel, replace=False)
        sources = np.ascontiguousarray(sources[np.sort(chosen)])
    filled = (~level.hole).astype(np.uint8)
    while not filled.all():
        layer = _pixels((cv2.dilate(filled, np.ones((3, 3), np.uint8)) > 0) & (filled == 0))
        slices = [
            (start, min(start + _PEEL_BAND, len(layer)))
            for start in range(0, len(layer), _PEEL_BAND)
        ]
        loop = partial(_peel_slice, work=work, filled=filled, sources=sources, layer=layer)
        bands.run(loop, slices)
        filled[layer[:, 0], layer[:, 1]] = 1


def _peel_slice(
    start: int,
    stop: int,
    *,
    work: _Work,
    filled: NDArray[np.uint8],
    sources: NDArray[np.int32],
    layer: NDArray[np.int32],
) -> None:
    kernels.peel(
        work.image, work.features, filled, work.field, sources, layer, start, stop, work.patch_px
    )


def _continue(work: _Work, coarser: _Work, seed: int, bands: Bands) -> None:
    """Take over the coarser level's field, then vote at once: sharper than enlarging its image."""
    height, width = work.usable.shape
    grown = cv2.resize(
        coarser.image,
        (2 * coarser.image.shape[1], 2 * coarser.image.shape[0]),
        interpolation=cv2.INTER_LINEAR,
    )
    rows, columns = work.hole_pixels[:, 0], work.hole_pixels[:, 1]
    work.image[rows, columns] = grown[:height, :width][rows, columns]
    coarse_features = coarser.features.reshape(*coarser.usable.shape, kernels.CHANNELS)
    features = work.features.reshape(height, width, kernels.CHANNELS)
    features[rows, columns, 5:7] = coarse_features[rows // 2, columns // 2, 5:7]
    orphans = np.zeros(len(work.targets), np.uint8)

    def loop(start: int, stop: int) -> None:
        kernels.lift(
            coarser.field, coarser.is_target, work.field, work.usable, work.targets, start, stop,
            orphans,
        )  # fmt: skip

    bands.run(loop, work.target_slices)
    _describe(work, work.rim_pixels, bands)
    _measure(work, bands)
    lost = np.ascontiguousarray(work.targets[orphans > 0])
    if len(lost):
        radius = work.tuning.fine_radius_px
        _scatter(work, lost, seed, radius, bands)
        for turn in range(2):
            _search(work, lost, seed + 11 + turn, radius, turn % 2 == 0, bands)
    _search(work, work.targets, seed + 17, 0, True, bands)
    _vote(work, work.tuning.softness, bands)


def _scatter(
    work: _Work, targets: NDArray[np.int32], seed: int, radius_px: int, bands: Bands
) -> None:
    def loop(start: int, stop: int) -> None:
        kernels.scatter(
            work.field, work.usable, work.sources, targets, start, stop, seed, radius_px
        )

    bands.run(loop, cut_rows(targets, _BAND_TARGETS))


def _measure(work: _Work, bands: Bands) -> None:
    def loop(start: int, stop: int) -> None:
        kernels.measure_means(work.features, work.means, work.targets, start, stop, work.patch_px)

    bands.run(loop, work.target_slices)


def _search(
    work: _Work,
    targets: NDArray[np.int32],
    seed: int,
    radius_px: int,
    forward: bool,
    bands: Bands,
) -> None:
    tuning = work.tuning

    def loop(start: int, stop: int) -> None:
        kernels.search(
            work.features, work.means, work.usable, work.is_target, work.field, work.cost,
            targets, start, stop, forward, seed, radius_px, work.patch_px,
            tuning.bias_cap, tuning.bias_give,
            tuning.toll, tuning.toll_reach_px / work.scale, tuning.toll_height,
        )  # fmt: skip

    slices = work.target_slices if targets is work.targets else cut_rows(targets, _BAND_TARGETS)
    bands.run_apart(loop, slices)


def _vote(work: _Work, softness: float, bands: Bands, focus_px: float = 0.0) -> None:
    tuning = work.tuning
    away = np.arange(work.patch_px // 2 + 1)
    falloff = np.ones((len(away), len(away)), np.float32)
    if focus_px > 0.0:
        squares = away[:, None] ** 2 + away**2
        falloff[:] = np.exp(-squares / (2.0 * focus_px**2))

    def loop(start: int, stop: int) -> None:
        kernels.vote(
            work.image, work.features, work.means, work.field, work.cost, work.trust, falloff,
            work.hole_pixels, start, stop, work.patch_px, softness,
            tuning.bias_cap, tuning.bias_give,
        )  # fmt: skip

    bands.run(loop, cut_rows(work.hole_pixels, _BAND_TARGETS))


def _refine(
    work: _Work, rounds: int, seed: int, bands: Bands, *, coarsest: bool, finest: bool
) -> None:
    """Rounds of expectation (search) and maximisation (vote)."""
    tuning = work.tuning
    for turn in range(rounds):
        bands.token.report(turn / rounds, "Filling holes")
        if turn > 0 or not coarsest:
            _describe(work, work.rim_pixels, bands)
            _measure(work, bands)
        radius = max(work.usable.shape) if coarsest else tuning.fine_radius_px
        passes = tuning.passes + (4 if coarsest and turn == 0 else 0)
        for pass_ in range(passes):
            _search(work, work.targets, seed + 101 * turn + pass_, radius, pass_ % 2 == 0, bands)
        last = finest and turn == rounds - 1
        if last:
            _vote(work, tuning.last_softness, bands, tuning.last_focus_px)
        else:
            _vote(work, tuning.softness, bands)
