"""One call that finds damage: chooses the finders, asks each, and gathers what they say.

Loads the network, and the finder of lettering, only when they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from inpaint_studio.detection.findings import (
    DAMAGE_KINDS,
    DEFAULT_KINDS,
    LETTERING_KINDS,
    Finder,
    FindingKind,
    Findings,
    Scores,
)
from inpaint_studio.errors import InpaintStudioError, OptionError
from inpaint_studio.imaging.types import Image, Mask, check_image
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.detection.teach import Lesson
    from inpaint_studio.inference.device import Device

__all__ = [
    "DAMAGE_KINDS",
    "LETTERING_KINDS",
    "Method",
    "find_damage",
    "find_damage_on",
    "find_more_on",
]


class Method(StrEnum):
    """How scratches, dust, tears, stains and text are found."""

    AUTO = "auto"
    """By the network if its weights are there, by filters otherwise."""
    NETWORK = "network"
    FILTERS = "filters"


def find_damage(
    image: Image,
    kinds: Iterable[FindingKind] = DEFAULT_KINDS,
    *,
    method: Method = Method.AUTO,
    device: Device | None = None,
    lesson: Lesson | None = None,
    token: ProgressToken | None = None,
) -> Findings:
    """Look for damage in a photograph.

    Parameters
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified.
    kinds
        What to look for.
    method
        How; dates are found in one way only.
    device
        Where the network runs; None: the best there is.
    lesson
        What was taught on this or like photographs (see `teach`); for the network.
    token
        Progress and cancellation.

    Returns
    -------
    Findings
        A map for each of `kinds`.

    Raises
    ------
    BadInputError
        If `image` is not an image.
    OptionError
        If `kinds` is empty.
    MissingPartError
        If the network is asked for and has no weights, or is not installed.
    CancelledError
        After `token.cancel()`.
    """
    check_image(image)
    wanted = frozenset(FindingKind(kind) for kind in kinds)
    if not wanted:
        raise OptionError("No kind of damage is asked for; name at least one.")
    token = token or ProgressToken()
    finders: list[tuple[Finder, frozenset[FindingKind]]] = []
    notes: list[Message] = []
    if wanted & DAMAGE_KINDS:
        finder, note = _damage_finder(method, device)
        if lesson is not None:
            from inpaint_studio.detection.teach import taught

            finder = taught(finder, lesson)
        finders.append((finder, wanted & DAMAGE_KINDS))
        notes += note
    if wanted & LETTERING_KINDS:
        lettering, note = _lettering_finder(method, device, wanted)
        finders.append((lettering, wanted & LETTERING_KINDS))
        notes += note
    scores: dict[FindingKind, Scores] = {}
    for number, (finder, asked) in enumerate(finders):
        part = token.part(number / len(finders), (number + 1) / len(finders))
        scores.update(finder.find(image, asked, part))
    return Findings({kind: scores[kind] for kind in FindingKind if kind in scores}, tuple(notes))


def find_damage_on(
    image: Image, kinds: Iterable[str], device: str = "auto", *, token: ProgressToken | None = None
) -> Findings:
    """As `find_damage`, with the device by its name: for callers that do not import torch.

    Raises
    ------
    OptionError
        If there is no such device.
    """
    wanted = frozenset(FindingKind(kind) for kind in kinds)
    chosen = None
    if device != "auto" and DAMAGE_KINDS & wanted:
        from inpaint_studio.inference.device import choose_device

        chosen = choose_device(device)
    return find_damage(image, wanted, device=chosen, token=token)


def find_more_on(
    image: Image,
    kinds: Iterable[str],
    damage: Mask,
    sound: Mask,
    device: str = "auto",
    *,
    token: ProgressToken | None = None,
) -> Findings:
    """As `find_damage_on`, after learning from what was painted on the photograph itself.

    Parameters
    ----------
    damage, sound
        Strokes over damage, and what was rubbed out of a mask; see `teach.Example`.

    Raises
    ------
    BadInputError
        If nothing was painted, or of another size than the photograph.
    MissingPartError
        If there is no network to teach.
    """
    from inpaint_studio.detection.network import installed_finder
    from inpaint_studio.detection.teach import Example, learn
    from inpaint_studio.inference.device import choose_device

    token = token or ProgressToken()
    example = Example(image, damage, sound)
    chosen = None if device == "auto" else choose_device(device)
    lesson = learn(installed_finder(chosen), [example], token.part(0.0, 0.5))
    wanted = [FindingKind(kind) for kind in kinds]
    return find_damage(image, wanted, device=chosen, lesson=lesson, token=token.part(0.5, 1.0))


def _damage_finder(method: Method, device: Device | None) -> tuple[Finder, list[Message]]:
    """The finder of scratches, dust, tears and stains, and what to say about the choice."""
    from inpaint_studio.detection.filters import FilterFinder

    if method is Method.FILTERS:
        return FilterFinder(), []
    try:
        from inpaint_studio.detection.network import installed_finder

        return installed_finder(device), []
    except InpaintStudioError as error:
        if method is Method.NETWORK:
            raise
        return FilterFinder(), [Message("Found by filters: {error}", error=error)]


def _lettering_finder(
    method: Method, device: Device | None, wanted: frozenset[FindingKind]
) -> tuple[Finder, list[Message]]:
    """The finder of dates and text, and what to say about the choice; dates need no network."""
    from inpaint_studio.detection.lettering import LetteringFinder

    if method is Method.FILTERS or FindingKind.TEXT not in wanted:
        return LetteringFinder(), []
    try:
        from inpaint_studio.detection.text_network import installed_text_network

        return LetteringFinder(installed_text_network(device)), []
    except InpaintStudioError as error:
        if method is Method.NETWORK:
            raise
        return LetteringFinder(), [
            Message("Text was found without a network: {error}", error=error)
        ]
