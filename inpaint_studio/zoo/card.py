"""Model cards: what is known of a model, in one frozen record.

The engine asks a card for a capability and never for a model's name. This module knows nothing of
networks, of how cards and weights are read, or of where models lie.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from enum import Enum

from inpaint_studio.errors import ModelFileError, OptionError
from inpaint_studio.jobs.fill_settings import OptionValue
from inpaint_studio.zoo.model_file import CARD_FILE, ModelFile

__all__ = [
    "CARD_FILE",
    "MIRROR_OPTION",
    "TEXTURE_OPTION",
    "CardOption",
    "HoleKind",
    "MaskMeaning",
    "Measurement",
    "ModelCard",
    "ModelFile",
    "OptionKind",
    "Seam",
    "Tiling",
    "check_model_name",
    "mirror_option",
    "texture_option",
    "with_texture",
]

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{p}{n}" for p in ("com", "lpt") for n in range(10)
}


class Tiling(Enum):
    """How a model takes windows of other sizes than its native one."""

    FREE = "free"
    """Any size works equally well."""
    NATIVE = "native"
    """Any size runs, but the best results come near the native size: shrink larger windows."""
    FIXED = "fixed"
    """Only the native size runs: resize every window to it."""


class MaskMeaning(Enum):
    """What the network itself takes the mask for; only its adapter may care."""

    ONE_IS_HOLE = "one-is-hole"
    ONE_IS_KNOWN = "one-is-known"


class Seam(Enum):
    """How a fill is joined to the photo around the hole."""

    CONTINUOUS = "continuous"
    """The fill's gradients are kept and its border goes on where the photo ends
    (`imaging.poisson`, no step). Right for networks and for copied patches."""
    AS_FILLED = "as-filled"
    """Poisson blending as published: the step across the border is the fill's own."""
    MATCHED = "matched"
    """Only a smooth offset of colour, seen around the hole, is taken away (`imaging.seam`): for
    models that blend by themselves."""


class HoleKind(Enum):
    """What is to be filled; models differ in what they are good at."""

    THIN = "thin"
    """Scratches, creases, dust: known pixels are never far."""
    FACE = "face"
    """A broader hole in a face."""
    OLD = "old"
    """A broader hole in a photograph of one tone: black and white, sepia."""
    LARGE = "large"
    """A hole many times thicker than what a network sees at once: an object taken out of a photo
    of several megapixels."""
    STRUCTURE = "structure"
    """A broader hole where lines and outlines run into it."""
    TEXTURE = "texture"
    """A broader hole amid texture or plain areas."""


@dataclass(frozen=True)
class Measurement:
    """LPIPS (AlexNet; lower is better) over `photographs` photographs with holes of one kind."""

    kind: HoleKind
    lpips: float
    photographs: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lpips) and self.lpips >= 0) or self.photographs < 1:
            raise ModelFileError(
                "Measured {kind}: LPIPS {lpips} of {photographs} photographs; they must be at "
                "least 0 and 1.",
                kind=self.kind.value,
                lpips=self.lpips,
                photographs=self.photographs,
            )


class OptionKind(Enum):
    """The type of a model's own option."""

    INTEGER = "integer"
    NUMBER = "number"
    SWITCH = "switch"
    MODEL = "model"
    """The name of another model, which this one builds upon, or `auto`."""


@dataclass(frozen=True)
class CardOption:
    """An option of one model, as the window and the command line show it.

    `minimum` and `maximum` are inclusive; None means no limit.
    """

    name: str
    kind: OptionKind
    default: OptionValue
    minimum: int | float | None = None
    maximum: int | float | None = None
    help: str = ""

    def __post_init__(self) -> None:
        self.check(self.default)

    def check(self, value: OptionValue) -> OptionValue:
        """Return `value` in this option's type.

        Raises
        ------
        OptionError
            If the type is wrong or the value lies outside the limits; both are named.
        """
        if self.kind is OptionKind.MODEL:
            if not isinstance(value, str) or not _NAME.fullmatch(value):
                raise OptionError(
                    "Option {name} is {value!r}; name a model, or auto.",
                    name=self.name,
                    value=value,
                )
            return value
        if self.kind is OptionKind.SWITCH:
            if not isinstance(value, bool):
                raise OptionError(
                    "Option {name} is {value!r}; use true or false.", name=self.name, value=value
                )
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise OptionError(
                "Option {name} is {value!r}; use a number.", name=self.name, value=value
            )
        if not math.isfinite(value):
            raise OptionError(
                "Option {name} is {value!r}; use a finite number.", name=self.name, value=value
            )
        if self.kind is OptionKind.INTEGER and value != int(value):
            raise OptionError(
                "Option {name} is {value!r}; use a whole number.", name=self.name, value=value
            )
        low = -float("inf") if self.minimum is None else self.minimum
        high = float("inf") if self.maximum is None else self.maximum
        if not low <= value <= high:
            raise OptionError(
                "Option {name} is {value}; use a value from {low} to {high}.",
                name=self.name,
                value=value,
                low=low,
                high=high,
            )
        return int(value) if self.kind is OptionKind.INTEGER else float(value)


TEXTURE_OPTION = "texture"


def texture_option(default: int) -> CardOption:
    """The option of networks whose fill gets its detail from the photograph itself.

    0 leaves the fill as the network painted it; each level more replaces detail twice as coarse.
    """
    return CardOption(
        TEXTURE_OPTION,
        OptionKind.INTEGER,
        default,
        0,
        4,
        "Detail taken from the photo itself: 0 none, 1 fine texture, 2 and more coarser shapes too",
    )


MIRROR_OPTION = "mirror"


def mirror_option(default: bool) -> CardOption:
    """The option of networks that may fill a window and its mirror image and take the mean."""
    return CardOption(
        MIRROR_OPTION,
        OptionKind.SWITCH,
        default,
        help="Mean of two fills, one of them of the mirror image: steadier, in twice the time",
    )


def with_texture(card: ModelCard, default: int) -> ModelCard:
    """The card with the option `texture` at that default, whether it had one or not."""
    others = (option for option in card.options if option.name != TEXTURE_OPTION)
    return replace(card, options=(*others, texture_option(default)))


# What no network needs more of; a card may come from anywhere.
_LIMITS = (
    ("size_multiple", 1, 4096),
    ("native_size_px", 1, 65_536),
    ("memory_mib", 0, 1 << 24),
    ("measured_lpips", 0, 10),
)


@dataclass(frozen=True)
class ModelCard:
    """Everything the product knows of one model.

    Parameters
    ----------
    name
        What the user types: lower-case letters, digits, `.`, `_`, `-`; at most 64 characters.
    title, summary, good_at
        For people: a short title, one sentence, and what it is best used for.
    family
        Name of the `Family` that runs it.
    paper, licence, licence_notice, source
        Citation; licence identifier and, in one sentence, what it asks of the user; where the
        weights come from.
    files
        Weight files, in the family's order of roles.
    native_size_px
        Side of the square the model was trained on; None where there is none.
    size_multiple
        Height and width given to the model must be multiples of this.
    tiling, mask_meaning
        See the enumerations.
    seam
        How its fills are joined to the photo.
    takes_edges, shows_edges, shows_coarse, shows_attention
        The model follows edges drawn by the user; returns its edge map; returns a coarse stage;
        returns where its attention looked.
    varies
        The model was made to give several answers: other seeds are worth asking for.
    builds_on
        Name of the model over whose files this one's are laid; it runs where that one is
        installed. Empty for a model that needs no other.
    needs_weights
        False for fills without a network.
    half_precision
        bfloat16 or float16 may be used where the device is faster with them.
    memory_mib
        Peak memory in MiB of one window at the native size (of one megapixel where there is
        none), in float32, weights included.
    measured_lpips
        LPIPS (AlexNet; lower is better) over the validation photographs at 256 px with holes of
        0 to 50 %, holes composited; None where it was never measured.
    measured
        The same by kind of hole, thin ones drawn for the purpose; each kind once. `--model auto`
        takes the lowest of the models that are ready.
    options
        The model's own options.

    Raises
    ------
    ModelFileError
        If the name, the sizes or the file list cannot be.
    """

    name: str
    title: str
    family: str
    summary: str = ""
    good_at: str = ""
    paper: str = ""
    licence: str = ""
    licence_notice: str = ""
    source: str = ""
    files: tuple[ModelFile, ...] = ()
    native_size_px: int | None = None
    size_multiple: int = 1
    tiling: Tiling = Tiling.FREE
    mask_meaning: MaskMeaning = MaskMeaning.ONE_IS_HOLE
    takes_edges: bool = False
    shows_edges: bool = False
    shows_coarse: bool = False
    shows_attention: bool = False
    varies: bool = False
    seam: Seam = Seam.CONTINUOUS
    builds_on: str = ""
    needs_weights: bool = False
    half_precision: bool = False
    memory_mib: int = 0
    measured_lpips: float | None = None
    measured: tuple[Measurement, ...] = ()
    options: tuple[CardOption, ...] = ()

    def __post_init__(self) -> None:
        check_model_name(self.name)
        for field, low, high in _LIMITS:
            value = getattr(self, field)
            # Written so that NaN, which is below and above nothing, lies outside too.
            if value is not None and not low <= value <= high:
                raise ModelFileError(
                    "Card {name}: {field} is {value}; it must be from {low} to {high}.",
                    name=self.name,
                    field=field,
                    value=value,
                    low=low,
                    high=high,
                )
        if self.native_size_px is None and self.tiling in (Tiling.FIXED, Tiling.NATIVE):
            raise ModelFileError(
                "Card {name}: tiling is {tiling}, so native_size_px is needed.",
                name=self.name,
                tiling=self.tiling.value,
            )
        for what, values in (
            ("file", [file.path.casefold() for file in self.files]),
            ("role", [file.role for file in self.files]),
            ("option", [option.name for option in self.options]),
            ("measurement of", [each.kind.value for each in self.measured]),
        ):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ModelFileError(
                    "Card {name}: {what} {twice!r} is listed twice.",
                    name=self.name,
                    what=what,
                    twice=twice[0],
                )

    def file(self, role: str) -> ModelFile:
        """The file with `role`.

        Raises
        ------
        ModelFileError
            If the card has none.
        """
        for file in self.files:
            if file.role == role:
                return file
        raise ModelFileError(
            "Card {name} lists no {role} file; import the model again.", name=self.name, role=role
        )

    def option(self, name: str) -> CardOption:
        """The option called `name`.

        Raises
        ------
        OptionError
            If the model has no such option; the known ones are named.
        """
        for option in self.options:
            if option.name == name:
                return option
        known = ", ".join(option.name for option in self.options) or "none"
        raise OptionError(
            "Model {name} has no option {option!r}; it has: {known}.",
            name=self.name,
            option=name,
            known=known,
        )

    def measured_for(self, kind: HoleKind | None) -> float | None:
        """LPIPS for holes of `kind` (over all kinds where it is None); None if not measured."""
        if kind is None:
            return self.measured_lpips
        return next((each.lpips for each in self.measured if each.kind is kind), None)

    @property
    def builds_upon_another(self) -> bool:
        """True if one of the options names the model whose fill this one goes on from."""
        return any(option.kind is OptionKind.MODEL for option in self.options)

    @property
    def size_bytes(self) -> int:
        """Sum of the sizes of all files."""
        return sum(file.size_bytes for file in self.files)


def check_model_name(name: str) -> str:
    """Return `name` if it can name a model (and its folder on every platform).

    Raises
    ------
    ModelFileError
        Otherwise.
    """
    if not _NAME.fullmatch(name) or ".." in name or name.split(".")[0] in _WINDOWS_DEVICES:
        raise ModelFileError(
            "Model name {name!r} cannot be used; take up to 64 lower-case letters, digits, '.', "
            "'_' and '-', beginning and ending with a letter or digit.",
            name=name,
        )
    return name
