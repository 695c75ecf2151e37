"""Fills the holes of one photograph window by window, and steps down when memory runs out.

Each window is shrunk if the hole is thicker than the model can span, filled, enlarged, joined to
its surroundings without a seam, and composited exactly. Windows filled later take earlier fills as
known, so that neighbours agree. Peak memory beyond the photo is one copy of it, one mask, and the
arrays of one window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

import cv2
import numpy as np

from inpaint_studio.errors import InpaintStudioError, OutOfMemoryError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.fills.specks import fill_specks, smooth_specks, speck_part
from inpaint_studio.imaging.mask import grow
from inpaint_studio.imaging.poisson import BorderStep, poisson_blend
from inpaint_studio.imaging.regions import Window, plan_windows
from inpaint_studio.imaging.seam import match_seam
from inpaint_studio.imaging.types import FloatImage, Image, Mask, from_unit, to_unit
from inpaint_studio.inference.device import CPU, Device, DeviceKind, free_device_memory
from inpaint_studio.inference.request import Preview, RestoreRequest, WindowResult
from inpaint_studio.inference.restorer import EdgeGuide, Fill, FillRequest, Restorer
from inpaint_studio.jobs.fill_settings import AUTO, FillSettings, OptionValue
from inpaint_studio.jobs.memory import is_scarce_memory
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import TEXTURE_OPTION, ModelCard, Seam, Tiling

__all__ = ["RegionFill", "speck_limit_px", "specks_of"]

_FREE_WINDOW_PX = 1536
_SMALLEST_WINDOW_PX = 128
_DETAIL_BELOW = 0.7  # fills enlarged by more than this look soft beside their surroundings
# Levels of texture in windows that were shrunk, beyond those lost in shrinking: what a network
# paints finest it paints worst, and around a large hole the photo has enough of its own. Of two and
# three levels, three were cleaner to the eye, and no worse by LPIPS (`evaluate large`).
_DETAIL_OF_LARGE = 3
_AROUND_DRAWN_PX = 32
# A choice of time over the last of quality: of 76 validation photographs of 256 px with damage so
# thin, LPIPS is 0.0093 by patches and 0.0081 to 0.0084 by networks (the models' cards), where 796
# specks on 4 megapixels took 84 s of processor time by networks and 2 s so.
_AUTO_SPECK_PX = 8


class RegionFill:
    """One run over the holes of one photograph.

    Parameters
    ----------
    request
        The photograph and its options; not modified.
    hole
        bool (H, W): what is to be filled, grown already.
    specks
        bool (H, W): the part of it that needs no model, see `specks_of`.
    load_on_cpu
        Makes the same restorer on the CPU, for the last step down.

    Attributes
    ----------
    device
        Where the last window ran.
    notes
        What was stepped down, for the user.
    window_results
        What the model showed, if the request asks for it.
    """

    def __init__(
        self,
        request: RestoreRequest,
        hole: Mask,
        specks: Mask,
        load_on_cpu: Callable[[], Restorer],
    ) -> None:
        self._request = request
        self._remaining = hole & ~specks
        self._specks, self._has_specks = specks, bool(specks.any())
        self._image: Image = request.image.copy()
        self._load_on_cpu = load_on_cpu
        self._left_px = int(np.count_nonzero(self._remaining))
        self._total_px = max(1, self._left_px)
        if self._has_specks and not self.is_done:
            smooth_specks(self._image, hole, specks)
        self._is_grey = _is_grey(request.image)
        self._settings = request.settings
        self.device = CPU
        self.notes: list[Message] = []
        self.window_results: list[WindowResult] = []

    @property
    def is_done(self) -> bool:
        """No window is left to fill."""
        return self._left_px == 0

    def finish(self, token: ProgressToken) -> Image:
        """Fill specks and hairlines from what is around them now, and return the photo.

        Raises
        ------
        CancelledError
            After `token.cancel()`.
        """
        if self._has_specks:
            fill_specks(self._image, self._specks, self._settings.seed, token)
            thickness_px = speck_limit_px(self._request.settings)
            self.notes.append(
                Message(
                    "Specks and hairlines of up to {thickness_px} px were filled without the model.",
                    thickness_px=thickness_px,
                )
            )
        return self._image

    def run(self, restorer: Restorer, device: Device, token: ProgressToken) -> None:
        """Fill everything but specks and hairlines.

        Raises
        ------
        CancelledError
            After `token.cancel()`.
        OutOfMemoryError
            If the smallest windows on the CPU still need too much memory.
        """
        self.device = device
        self._settings = _settings_for(restorer.card, self._request.settings)
        window_px = restorer.card.native_size_px or _FREE_WINDOW_PX
        on_cpu: Restorer | None = None
        try:
            while True:
                try:
                    self._fill_remaining(on_cpu or restorer, window_px, token)
                    return
                except Exception as error:
                    if isinstance(error, InpaintStudioError) or not is_scarce_memory(error):
                        raise
                    free_device_memory(self.device)
                    window_px, to_cpu = self._next_step(window_px, restorer.card)
                    if to_cpu and on_cpu is None:
                        on_cpu = self._load_on_cpu()
        finally:
            if on_cpu is not None:
                on_cpu.close()

    def _next_step(self, window_px: int, card: ModelCard) -> tuple[int, bool]:
        """The next smaller window, and whether to leave the GPU for it."""
        fixed = card.tiling is Tiling.FIXED
        if not fixed and window_px // 2 >= _SMALLEST_WINDOW_PX:
            self.notes.append(
                Message(
                    "Memory ran out on {kind}; went on with windows of {window_px} px.",
                    kind=self.device.kind.value,
                    window_px=window_px // 2,
                )
            )
            return window_px // 2, False
        if self.device.kind is not DeviceKind.CPU:
            self.notes.append(
                Message(
                    "Memory ran out on {kind}; went on on the CPU.", kind=self.device.kind.value
                )
            )
            self.device = CPU
            return card.native_size_px or _FREE_WINDOW_PX, True
        raise OutOfMemoryError(
            "Model {model} does not fit into memory even in windows of {window_px} px; close "
            "other programs or choose a smaller model.",
            model=card.name,
            window_px=window_px,
        )

    def _fill_remaining(self, restorer: Restorer, window_px: int, token: ProgressToken) -> None:
        token.report(self._fraction(), "Finding the holes")
        for window in plan_windows(self._remaining, native_px=window_px):
            window_px_left = int(np.count_nonzero(self._remaining[window.core.slices]))
            if window_px_left == 0:
                continue
            start = self._fraction()
            part = token.part(start, min(1.0, start + window_px_left / self._total_px))
            part.report(0.0, "Filling with {model}", model=restorer.card.title)
            self._fill_window(restorer, window, part)
            self._left_px -= window_px_left

    def _fraction(self) -> float:
        return 1.0 - self._left_px / self._total_px

    def _fill_window(self, restorer: Restorer, window: Window, token: ProgressToken) -> None:
        box = window.box
        crop, hole = self._image[box.slices], self._remaining[box.slices]
        fill_request = self._fill_request(window, crop, hole)
        watched = token.watched(self._shower(window, token) if token.is_watched else None)
        fill = restorer.fill(fill_request, watched)
        filled = _enlarged(fill.image, box)
        known, seam = to_unit(crop), restorer.card.seam
        levels = _detail_levels(restorer.card, self._texture(), window.scale)
        if levels and seam is Seam.MATCHED:
            seam = Seam.CONTINUOUS  # copied patches end somewhere, however the model blended
        filled = _joined(filled, known, hole, seam, token)
        if levels:
            token.report(0.5, "Adding fine detail")
            seed, part = self._settings.seed, token.part(0.5, 1.0)
            filled = _with_detail(crop, hole, filled, levels, seed, part)
            filled = _joined(filled, known, hole, Seam.CONTINUOUS, token)
        if self._is_grey:
            filled = _greyed(filled)
        core = _core_in(window)
        taken = hole[core.slices].copy()
        target = self._image[window.core.slices]
        target[taken] = from_unit(filled[core.slices][taken][None], crop.dtype)[0]
        self._remaining[window.core.slices] = False
        if self._request.keep_window_results:
            self.window_results.append(_shown(window, fill_request.mask, fill))

    def _texture(self) -> int | None:
        """Levels of texture that the user asked for."""
        asked = self._request.settings.options.get(TEXTURE_OPTION)
        return None if asked is None else int(asked)

    def _shower(self, window: Window, token: ProgressToken) -> Callable[[FloatImage], None]:
        """Passes on what a restorer shows of a window as a `Preview` of the photo."""
        box = window.box
        crop, hole = self._image[box.slices], self._remaining[box.slices]

        def show(filled: FloatImage) -> None:
            filled = _enlarged(filled, box)
            if self._is_grey:
                filled = _greyed(filled)
            shown = crop.copy()
            shown[hole] = from_unit(filled[hole][None], crop.dtype)[0]
            token.show(Preview(box, shown))

        return show

    def _fill_request(self, window: Window, crop: Image, hole: Mask) -> FillRequest:
        guide = self._request.guide
        if guide is not None:
            guide = EdgeGuide(guide.add[window.box.slices], guide.erase[window.box.slices])
        if window.scale < 1.0:
            crop, hole, guide = _shrunk(crop, hole, guide, window.scale)
        return FillRequest(
            image=cast(Image, np.ascontiguousarray(crop)),
            mask=np.ascontiguousarray(hole),
            settings=self._settings,
            guide=guide,
        )


def speck_limit_px(settings: FillSettings) -> int:
    """Up to which thickness parts of the hole need no model: what the settings say, and with
    `auto`, which may choose whatever suits a hole, 8 px at least; 0 for none."""
    if settings.model != AUTO or settings.speck_px == 0:
        return settings.speck_px
    return max(settings.speck_px, _AUTO_SPECK_PX)


def specks_of(hole: Mask, settings: FillSettings, guide: EdgeGuide | None) -> Mask:
    """The part of a hole that needs no model: specks and hairlines, but not where the user drew or
    erased edges, which only a model follows. bool (H, W)."""
    specks = speck_part(hole, speck_limit_px(settings))
    if guide is not None:
        drawn = (guide.add | guide.erase) & specks
        if drawn.any():
            specks &= ~grow(drawn, _AROUND_DRAWN_PX)
    return specks


def _settings_for(card: ModelCard, settings: FillSettings) -> FillSettings:
    """The settings as a restorer is given them, see `FillRequest`."""
    options = resolved_options(card, settings.options)
    return replace(settings, model=card.name, grow_px=0, feather_px=0, options=options)


def resolved_options(card: ModelCard, given: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
    """Every option of the card, with the given values where there are any.

    Raises
    ------
    OptionError
        For an option that the card does not have, or a value out of its range.
    """
    values = {option.name: option.default for option in card.options}
    return values | {name: card.option(name).check(value) for name, value in given.items()}


def _enlarged(filled: FloatImage, box: Box) -> FloatImage:
    """A fill at the size of its window in the photo."""
    if filled.shape[:2] == box.size:
        return filled
    size = (box.width, box.height)
    return cv2.resize(filled, size, interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)


def _core_in(window: Window) -> Box:
    return window.core.moved(-window.box.top, -window.box.left)


def _joined(
    filled: FloatImage, known: FloatImage, hole: Mask, seam: Seam, token: ProgressToken
) -> FloatImage:
    """The fill, joined to the photo in the way that the model's card asks for."""
    if seam is Seam.MATCHED:
        return match_seam(filled, known, hole)
    step = BorderStep.AS_FILLED if seam is Seam.AS_FILLED else BorderStep.NONE
    return poisson_blend(filled, known, hole, step=step, token=token)


def _detail_levels(card: ModelCard, texture: int | None, scale: float) -> int:
    """How many of the photograph's levels, finest first, are to replace the fill's detail.

    In a window at its own size as many as `texture` says, None being the card's default. In one
    that was shrunk, what was lost in shrinking is replaced in any case, and beyond that as many as
    `texture` says, None being three or the card's default if that is more.
    """
    if card.tiling is Tiling.FREE:
        return 0
    defaults = [int(each.default) for each in card.options if each.name == TEXTURE_OPTION]
    wanted = sum(defaults) if texture is None else texture
    if scale >= _DETAIL_BELOW:
        return wanted
    if texture is None and defaults:
        wanted = max(wanted, _DETAIL_OF_LARGE)
    return wanted + round(math.log2(1.0 / scale))


def _with_detail(
    crop: Image, hole: Mask, filled: FloatImage, levels: int, seed: int, token: ProgressToken
) -> FloatImage:
    """A fill sharpened with texture from the photograph itself.

    The network decided at its own scale what is in the hole; PatchMatch, started from that,
    finds patches of the photo that look like it at full resolution.
    """
    from inpaint_studio.imaging.fills.patchmatch import patchmatch

    return patchmatch(crop, hole, seed=seed, initial=filled, initial_levels=levels, token=token)


def _shown(window: Window, mask: Mask, fill: Fill) -> WindowResult:
    return WindowResult(
        box=window.box,
        scale=window.scale,
        mask=mask,
        edges=fill.edges,
        edge_probability=fill.edge_probability,
        coarse=fill.coarse,
        attention=fill.attention,
    )


def _shrunk(
    crop: Image, hole: Mask, guide: EdgeGuide | None, scale: float
) -> tuple[Image, Mask, EdgeGuide | None]:
    """The window at the model's scale. A shrunk pixel that covers any hole is hole, and known
    ones are averaged from known pixels only, so that nothing of the damage leaks out."""
    height = max(1, round(crop.shape[0] * scale))
    width = max(1, round(crop.shape[1] * scale))
    size = (width, height)
    known = (~hole).astype(np.float32)
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    weighted = cv2.resize(to_unit(crop) * known[..., None], size, interpolation=cv2.INTER_AREA)
    small = weighted / np.maximum(share, 1e-6)[..., None]

    def any_within(mask: Mask) -> Mask:
        area = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        return np.asarray(area > 1e-6)

    if guide is not None:
        guide = EdgeGuide(any_within(guide.add), any_within(guide.erase))
    return from_unit(small.astype(np.float32), crop.dtype), any_within(hole), guide


def _is_grey(image: Image) -> bool:
    """True if all three channels are equal; looks at bands, so that memory stays bounded."""
    for top in range(0, image.shape[0], 256):
        band = image[top : top + 256]
        if (band[..., 0] != band[..., 1]).any() or (band[..., 0] != band[..., 2]).any():
            return False
    return True


def _greyed(image: FloatImage) -> FloatImage:
    """A grey photograph stays grey whatever the model thought."""
    grey = image @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.repeat(grey[..., None], 3, axis=2)
