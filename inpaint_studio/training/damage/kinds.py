"""Names of the kinds of damage and the result of damaging a photograph. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inpaint_studio.imaging.types import Image, Mask

__all__ = ["DamageKind", "Damaged"]


class DamageKind(StrEnum):
    """What can happen to a photograph. The order is the order of drawing: oldest damage first,
    and the last four after all, since the place of a kind decides its randomness."""

    FADING = "fading"
    """Blotches where the picture has bleached to the paper."""
    STAIN = "stain"
    """Water, tea or glue: a tint with a darker tide line."""
    FOXING = "foxing"
    """Scattered rusty spots of old paper."""
    MOULD = "mould"
    """Colonies of specks and threads."""
    FLAKING = "flaking"
    """Emulsion lost along the border, support showing."""
    CREASE = "crease"
    """A bent corner or kink: a short crack with flaked paper."""
    FOLD = "fold"
    """A crack from border to border where the print was folded."""
    TEAR = "tear"
    """A rip from the border inwards, white paper core showing."""
    TORN_EDGE = "torn-edge"
    """A strip of the border torn away."""
    TORN_CORNER = "torn-corner"
    """One or two corners missing."""
    BROAD_SCRATCH = "broad-scratch"
    """Scrapes some pixels wide with ragged sides."""
    HAIR_SCRATCH = "hair-scratch"
    """Hair-fine scratches, light or dark, straight or bent."""
    FILM_LINE = "film-line"
    """Lines along the transport of a film, nearly vertical."""
    DUST = "dust"
    """Specks."""
    FIBRE = "fibre"
    """Lint and hairs."""
    TAPE = "tape"
    """Yellowed adhesive tape, or what it left."""
    DATE_STAMP = "date-stamp"
    """The glowing digits of a camera's date back."""
    CAPTION = "caption"
    """Writing, a printed line, or an overlaid name."""
    CRACKS = "cracks"
    """Networks of cracks that branch, bright between dark rims."""
    CRACKLE = "crackle"
    """Fields of small cells with cracks between them."""
    PEELING = "peeling"
    """Cells of emulsion that came off, rough paper showing."""
    SCRAPES = "scrapes"
    """Places rubbed bare in short streaks of one direction."""


@dataclass(frozen=True, eq=False)
class Damaged:
    """A damaged photograph and where the damage lies.

    Attributes
    ----------
    image
        A new array of the input's shape and dtype.
    masks
        For each kind asked for, the pixels that it changed and that differ from the input.
    mask
        The pixels in which `image` differs from the input, no more and no less: the union of
        `masks`. A pixel differs by at least 2/255 of full scale in some channel, or not at all,
        except where later damage brought it nearly back.
    """

    image: Image
    masks: Mapping[DamageKind, Mask]
    mask: Mask
