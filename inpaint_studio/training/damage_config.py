"""How damaged crops are drawn for training a detector. Knows no drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inpaint_studio.errors import OptionError
from inpaint_studio.training.damage.kinds import DamageKind

__all__ = ["DamageConfig"]


def _mix() -> dict[str, float]:
    return {
        "hair-scratch": 3.0,
        "broad-scratch": 1.5,
        "film-line": 1.2,
        "dust": 3.5,
        "fibre": 1.5,
        "crease": 2.0,
        "fold": 1.2,
        "tear": 1.5,
        "torn-edge": 0.8,
        "torn-corner": 0.8,
        "flaking": 1.6,
        "stain": 1.2,
        "foxing": 1.0,
        "mould": 1.0,
        "tape": 0.6,
        "fading": 0.8,
        "cracks": 2.0,
        "crackle": 1.2,
        "peeling": 1.2,
        "scrapes": 1.0,
    }


@dataclass(frozen=True)
class DamageConfig:
    """The bank of damaged crops, `side_px` each; batches are cut from them.

    `canvas_px` is the smallest and largest short side that a photograph is scaled to before it is
    damaged, `windows_px` the side of what is cut from it, then scaled to the crop. `undamaged` is
    the share of photographs left whole, `centred` that of crops that look for damage, `lettering`
    that of photographs with a caption, and with a date, which are no targets. `gray` to `halftone`
    are shares of photographs so prepared. With `cache` the bank is kept in that folder.

    To these come `hard_crops` crops of whole photographs whose names match one of `hard_names`,
    each the worst of `hard_of` for the detector whose weights are the file `judge`. Those that
    match one of `doubtful` may hold real damage: what the judge sees there is left out.

    `real` is a folder of photographs marked by hand (see `damage_real`), without those that match
    `real_held_out`: `real_share` of each batch are crops of them. `whole_share` are cut from whole
    photographs, `broken` of these with cracks drawn on them; the rest comes from the bank. On `laid` of both lies damage of a marked one, on `shaped` shapes of the folder `shapes`.
    """

    bank_size: int = 12_000
    side_px: int = 256
    canvas_px: tuple[int, int] = (256, 640)
    windows_px: tuple[int, int] = (150, 460)
    undamaged: float = 0.25
    centred: float = 0.6
    lettering: float = 0.08
    strength: tuple[float, float] = (0.1, 0.85)
    gray: float = 0.4
    sepia: float = 0.12
    grain: float = 0.5
    frame: float = 0.35
    halftone: float = 0.03
    cache: Path | None = None
    hard_crops: int = 0
    hard_of: int = 6
    hard_names: tuple[str, ...] = ("*",)
    doubtful: tuple[str, ...] = ()
    judge: Path | None = None
    real: Path | None = None
    real_held_out: tuple[str, ...] = ()
    real_share: float = 0.5
    whole_share: float = 0.0
    broken: float = 0.0
    laid: float = 0.35
    shapes: Path | None = None
    shaped: float = 0.25
    mix: Mapping[str, float] = field(default_factory=_mix)

    def __post_init__(self) -> None:
        known = {kind.value for kind in DamageKind}
        for name, odds in self.mix.items():
            if name not in known or odds < 0:
                raise OptionError(
                    "damage.mix has {name} = {odds}; use 0 or more for {known}.",
                    name=name,
                    odds=odds,
                    known=sorted(known),
                )
        if self.undamaged < 1 and not any(odds > 0 for odds in self.mix.values()):
            raise OptionError(
                "damage.mix has no kind above 0; give one, or leave all photographs whole "
                "(damage.undamaged = 1)."
            )
        if self.bank_size < 2:
            raise OptionError(
                "damage.bank_size is {bank_size}; use 2 or more.", bank_size=self.bank_size
            )
        if self.hard_crops < 0 or self.hard_of < 1 or not self.hard_names:
            raise OptionError(
                "damage.hard_crops is {hard_crops}, hard_of {hard_of}; use 0 or more and 1 or "
                "more, and name photographs in hard_names.",
                hard_crops=self.hard_crops,
                hard_of=self.hard_of,
            )
        if self.hard_crops and self.judge is None:
            raise OptionError("damage.hard_crops needs damage.judge: a detector's weights.")
        for name in ("real_share", "whole_share", "broken", "laid", "shaped"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                raise OptionError(
                    "damage.{name} is {share}; use a share in [0, 1].", name=name, share=share
                )
        for name in ("canvas_px", "windows_px", "strength"):
            low, high = getattr(self, name)
            if not 0 < low <= high:
                raise OptionError(
                    "damage.{name} is [{low}, {high}]; use two rising numbers.",
                    name=name,
                    low=low,
                    high=high,
                )
