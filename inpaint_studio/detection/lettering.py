"""Finds dates and text in photographs: dates by colour and strokes, text by the finder it is given, or
by strokes that stand in lines."""

from __future__ import annotations

from collections.abc import Mapping

from inpaint_studio.detection.date_stamp import date_scores
from inpaint_studio.detection.findings import Finder, FindingKind, Scores
from inpaint_studio.detection.text import text_scores
from inpaint_studio.imaging.edges import luminance
from inpaint_studio.imaging.types import Image, check_image
from inpaint_studio.progress import ProgressToken

__all__ = ["LetteringFinder"]


class LetteringFinder:
    """Finds date stamps in corners, and captions, overlaid names and handwriting.

    Lettering that belongs to the picture, on shop signs or in a newspaper, is lettering too and
    is found as well; whether it goes, the user decides.

    Parameters
    ----------
    text_finder
        Finds text; None: strokes in lines are looked for, without a network.
    """

    kinds = frozenset({FindingKind.DATE, FindingKind.TEXT})

    def __init__(self, text_finder: Finder | None = None) -> None:
        self._text_finder = text_finder

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """Maps for those of `kinds` that can be found here.

        Parameters
        ----------
        image
            (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified.
        kinds
            What to look for; others are left out.
        token
            Progress and cancellation.

        Raises
        ------
        BadInputError
            If `image` is not an image.
        CancelledError
            After `token.cancel()`.
        """
        check_image(image)
        scores: dict[FindingKind, Scores] = {}
        asked = [kind for kind in (FindingKind.DATE, FindingKind.TEXT) if kind in kinds]
        for number, kind in enumerate(asked):
            part = token.part(number / len(asked), (number + 1) / len(asked))
            part.report(0.0, "Lettering")
            if kind is FindingKind.DATE:
                scores[kind] = date_scores(image, part)
            elif self._text_finder is not None:
                scores[kind] = self._text_finder.find(image, frozenset({kind}), part)[kind]
            else:
                scores[kind] = text_scores(luminance(image), part)
        return scores
