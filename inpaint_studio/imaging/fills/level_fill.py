"""One level of exemplar-based synthesis being filled: its arrays, its start, its rounds.

Calls the compiled loops slice by slice; knows the next coarser level only as something to start
from.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills import patch_search, pixel_bytes
from inpaint_studio.imaging.fills.bands import Bands, Slice, cut_rows
from inpaint_studio.imaging.fills.patch_search import Rules
from inpaint_studio.imaging.fills.patch_vote import vote
from inpaint_studio.imaging.fills.peeling import peel
from inpaint_studio.imaging.fills.pixel_bytes import CHANNELS, TEXTURE
from inpaint_studio.imaging.fills.pyramid import FillLevel, hole_depth_px, usable_sources

__all__ = ["LevelFill", "Tuning"]


@dataclass(frozen=True)
class Tuning:
    """The choices of the algorithm; the defaults were found on photographs.

    Attributes
    ----------
    patch_px
        Side of a patch, odd.
    gradient_gain
        Weight of gradients against colours in a comparison.
    bias_cap, bias_give, toll, toll_reach_px
        See `Rules`; the last one in pixels of the finest level.
    coarsest_rounds, most_rounds, least_rounds, effort
        Rounds of search and vote at the coarsest level, and bounds of those at others; `effort` is
        the number of target patches times rounds that a level is given.
    passes, random_passes
        PatchMatch passes per round, and how many of them search at random as well (all of them at
        the coarsest level).
    softness, finest_softness, last_softness, last_focus_px
        How far from the best a patch may be and still be heard; at the very last vote, also how
        near to a patch's middle a pixel must be.
    trust_base, trust_cap_px
        Votes fall by `trust_base` with each pixel of depth in the hole, down to the cap.
    radius_px
        Reach of the random search, but at the coarsest level, which is searched whole.
    peel_budget
        Comparisons that the first guess may take.
    """

    patch_px: int = 7
    gradient_gain: float = 0.75
    bias_cap: float = 12.0
    bias_give: float = 0.9
    toll: float = 60.0
    toll_reach_px: float = 256.0
    coarsest_rounds: int = 10
    most_rounds: int = 10
    least_rounds: int = 2
    effort: int = 250_000
    passes: int = 3
    random_passes: int = 1
    softness: float = 1.0
    finest_softness: float = 2.0
    last_softness: float = 0.5
    last_focus_px: float = 1.2
    trust_base: float = 2.0
    trust_cap_px: float = 4.0
    radius_px: int = 48
    peel_budget: int = 3_000_000


_BAND_TARGETS = 4096
_BAND_ROWS = 64
_PEEL_BAND = 64
_MOST_SOURCES = 1_000_000


class LevelFill:
    """A level with its patch field.

    Parameters
    ----------
    level
        What to fill; not modified.
    scale
        Pixels of the finest level in one of this.
    seed
        All choices by chance follow from it.

    Attributes
    ----------
    image
        float32 (H, W, 3), the fill so far.
    """

    def __init__(
        self, level: FillLevel, scale: int, seed: int, bands: Bands, tuning: Tuning
    ) -> None:
        height, width = level.hole.shape
        reach, flags = tuning.patch_px // 2, level.hole.astype(np.uint8)
        self.image = level.image.copy()
        self._level, self._scale, self._seed = level, scale, seed
        self._bands, self._tuning = bands, tuning
        self._rules = Rules(
            tuning.patch_px,
            float(tuning.bias_cap),
            float(tuning.bias_give),
            float(tuning.toll),
            tuning.toll_reach_px / scale,
        )
        self._features = np.zeros((height, width * CHANNELS), np.uint8)
        self._bytes = self._features.reshape(height, width, CHANNELS)
        self._bytes[..., TEXTURE : TEXTURE + 2] = level.texture
        self._bytes[..., pixel_bytes.GUIDE] = level.guide
        bands.token.check()
        self._usable = usable_sources(level.hole, tuning.patch_px)
        self._sources = _sampled_pixels(self._usable)
        square = np.ones((tuning.patch_px, tuning.patch_px), np.uint8)
        self._is_target = np.asarray(cv2.dilate(flags, square), np.uint8)
        self._is_target[:reach] = self._is_target[height - reach :] = 0
        self._is_target[:, :reach] = self._is_target[:, width - reach :] = 0
        bands.token.check()
        self._targets = _pixels(self._is_target)
        self._hole_pixels = _pixels(flags)
        # Gradients change one pixel around the hole as well.
        self._rim_pixels = _pixels(np.asarray(cv2.dilate(flags, np.ones((3, 3), np.uint8))))
        self._target_slices = cut_rows(self._targets, _BAND_TARGETS)
        # Wexler et al. 2007, eq. 3: votes of patches deep in the hole count less.
        depth_px = np.minimum(hole_depth_px(level.hole), tuning.trust_cap_px)
        self._trust = np.asarray(np.power(tuning.trust_base, -depth_px), np.float32)
        bands.token.check()
        self._field = np.zeros((height, width, 2), np.int16)
        self._cost = np.zeros((height, width), np.float32)
        rows = [(top, min(top + _BAND_ROWS, height)) for top in range(0, height, _BAND_ROWS)]
        gain = tuning.gradient_gain
        bands.run(
            lambda start, stop: pixel_bytes.describe_rows(
                self.image, self._features, start, stop, gain
            ),
            rows,
        )
        colours = np.ascontiguousarray(self._bytes[..., :3])
        self._sums = np.asarray(
            cv2.boxFilter(colours, cv2.CV_16U, square.shape, normalize=False), np.uint16
        )

    # ------------------------------------------------------------------ first guesses

    def start_from_image(self) -> None:
        """Start from the fill that the level's image holds."""
        self._guess_texture()
        self._begin(max(self._usable.shape))

    def start_smooth(self) -> None:
        """Start from a smooth continuation and sources nearby: for holes no thicker than a patch."""
        hole = self._level.hole
        colours = np.ascontiguousarray(self._bytes[..., :3])
        smooth = np.asarray(cv2.inpaint(colours, hole.astype(np.uint8), 3, cv2.INPAINT_TELEA))
        self.image[hole] = smooth[hole].astype(np.float32) / np.float32(255.0)
        if self._level.texture.any():
            self._guess_texture()
        self._begin(self._tuning.radius_px)

    def start_peeled(self) -> None:
        """Start from the rim inwards, each pixel from the known patch that fits best there."""
        per_pixel = self._tuning.peel_budget // max(len(self._hole_pixels), 1)
        if per_pixel < 100:
            self.start_smooth()
            return
        sources = self._sources
        if len(sources) > per_pixel:
            chance = np.random.default_rng(self._seed)
            chosen = np.sort(chance.choice(len(sources), per_pixel, replace=False))
            sources = np.ascontiguousarray(sources[chosen])
        filled = (~self._level.hole).astype(np.uint8)
        square = np.ones((3, 3), np.uint8)
        while not filled.all():
            grown = np.asarray(cv2.dilate(filled, square), np.uint8)
            layer = _pixels(grown & (1 - filled))
            self._peel_layer(filled, sources, layer)
            filled[layer[:, 0], layer[:, 1]] = 1
        self._begin(max(self._usable.shape))

    def _peel_layer(
        self, filled: NDArray[np.uint8], sources: NDArray[np.int32], layer: NDArray[np.int32]
    ) -> None:
        size = self._tuning.patch_px
        starts = range(0, len(layer), _PEEL_BAND)
        self._bands.run(
            lambda start, stop: peel(
                self.image, self._features, filled, sources, layer, start, stop, size
            ),
            [(start, min(start + _PEEL_BAND, len(layer))) for start in starts],
        )

    def _begin(self, radius_px: int) -> None:
        self._scatter(self._targets, radius_px)
        self._renew()
        for turn in range(2):
            self._search(self._targets, turn, radius_px)

    def _guess_texture(self) -> None:
        """Texture bytes of hole pixels: the mean of the known ones around."""
        hole = self._level.hole
        known = (~hole).astype(np.float32)
        texture = self._bytes[..., TEXTURE : TEXTURE + 2]
        share = np.asarray(cv2.GaussianBlur(known, (0, 0), 8.0), np.float32)
        for axis in (0, 1):
            plane = texture[..., axis] * known
            mean = np.asarray(cv2.GaussianBlur(plane, (0, 0), 8.0)) / np.maximum(share, 1e-3)
            texture[..., axis][hole] = np.clip(mean[hole] + 0.5, 0, 255)

    def start_from(self, coarser: LevelFill) -> None:
        """Take over the coarser level's field and vote at once: sharper than enlarging its image.

        Targets that had no parent there start from the enlarged image.
        """
        height, width = self._usable.shape
        rows, columns = self._hole_pixels[:, 0], self._hole_pixels[:, 1]
        size = (2 * coarser.image.shape[1], 2 * coarser.image.shape[0])
        grown = np.asarray(cv2.resize(coarser.image, size, interpolation=cv2.INTER_LINEAR))
        self.image[rows, columns] = grown[:height, :width][rows, columns]
        texture = slice(TEXTURE, TEXTURE + 2)
        self._bytes[rows, columns, texture] = coarser._bytes[rows // 2, columns // 2, texture]
        orphans = np.zeros(len(self._targets), np.uint8)
        self._bands.run(
            lambda start, stop: patch_search.lift(
                coarser._field, coarser._is_target, self._field, self._usable, self._targets,
                start, stop, orphans,
            ),
            self._target_slices,
        )  # fmt: skip
        self._renew()
        lost = np.ascontiguousarray(self._targets[orphans > 0])
        if len(lost):
            self._scatter(lost, self._tuning.radius_px)
            for turn in range(2):
                self._search(lost, 11 + turn, self._tuning.radius_px)
        self._search(self._targets, 17, 0)
        self._vote(is_last=False)

    # ------------------------------------------------------------------ rounds

    def refine(self, *, is_coarsest: bool, is_finest: bool) -> None:
        """Rounds of search and vote."""
        tuning = self._tuning
        rounds = min(tuning.effort // max(len(self._targets), 1), tuning.most_rounds)
        rounds = max(rounds, tuning.least_rounds)
        if is_coarsest:
            rounds = max(rounds, tuning.coarsest_rounds)
        radius_px = max(self._usable.shape) if is_coarsest else tuning.radius_px
        for turn in range(rounds):
            self._renew()
            for pass_ in range(tuning.passes):
                self._bands.token.report((turn + pass_ / tuning.passes) / rounds, "Filling holes")
                at_random = is_coarsest or pass_ < tuning.random_passes
                reach_px = radius_px if at_random else 0
                self._search(self._targets, 101 * (turn + 1) + pass_, reach_px)
            self._vote(is_last=is_finest and turn == rounds - 1)

    def _scatter(self, targets: NDArray[np.int32], radius_px: int) -> None:
        self._bands.run(
            lambda start, stop: patch_search.scatter(
                self._field, self._usable, self._sources, targets, start, stop, self._seed,
                radius_px,
            ),
            cut_rows(targets, _BAND_TARGETS),
        )  # fmt: skip

    def _renew(self) -> None:
        """Describe the hole's pixels and patches as they are now."""
        gain, size = self._tuning.gradient_gain, self._tuning.patch_px
        self._bands.run(
            lambda start, stop: pixel_bytes.describe(
                self.image, self._features, self._rim_pixels, start, stop, gain
            ),
            cut_rows(self._rim_pixels, 8 * _BAND_TARGETS),
        )
        self._bands.run(
            lambda start, stop: pixel_bytes.add_up(
                self._features, self._sums, self._targets, start, stop, size
            ),
            self._target_slices,
        )

    def _search(self, targets: NDArray[np.int32], turn: int, radius_px: int) -> None:
        whole = targets is self._targets
        slices: list[Slice] = self._target_slices if whole else cut_rows(targets, _BAND_TARGETS)
        self._bands.run_apart(
            lambda start, stop: patch_search.search(
                self._features, self._sums, self._usable, self._is_target, self._field, self._cost,
                targets, start, stop, turn % 2 == 0, self._seed + turn, radius_px, self._rules,
            ),
            slices,
        )  # fmt: skip

    def _vote(self, *, is_last: bool) -> None:
        tuning = self._tuning
        away = np.arange(tuning.patch_px)
        falloff = np.ones((tuning.patch_px, tuning.patch_px), np.float32)
        if is_last and tuning.last_focus_px > 0.0:
            squares = away[:, None] ** 2 + away**2
            falloff[:] = np.exp(-squares / (2.0 * tuning.last_focus_px**2))
        softness = tuning.finest_softness if self._scale == 1 else tuning.softness
        softness = float(tuning.last_softness if is_last else softness)
        self._bands.run(
            lambda start, stop: vote(
                self.image, self._features, self._sums, self._field, self._cost, self._trust,
                falloff, self._hole_pixels, start, stop, softness, self._rules,
            ),
            cut_rows(self._hole_pixels, _BAND_TARGETS),
        )  # fmt: skip


def _pixels(flags: NDArray[np.uint8]) -> NDArray[np.int32]:
    """(row, column) of pixels that are not 0, in raster order; int32 (n, 2)."""
    if not flags.any():
        return np.zeros((0, 2), np.int32)
    found = np.asarray(cv2.findNonZero(np.ascontiguousarray(flags)), np.int32)
    return np.ascontiguousarray(found.reshape(-1, 2)[:, ::-1])


def _sampled_pixels(flags: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Like `_pixels`, but of large images only every so manyth row and column."""
    step = int(np.ceil(np.sqrt(flags.size / _MOST_SOURCES)))
    sample = _pixels(flags[::step, ::step]) * np.int32(step)
    return sample if step == 1 or len(sample) else _pixels(flags)
