"""What is open in the editor, to look at: a photograph, its hole, the user's edges, the result.

Half of a `Document`: the half that edits nothing, and tells whoever listens when the other half
does. All of this lives on one thread. No Qt, no models, no files here.

Image memory is the photo's own array, shared, plus the tiles that results changed (see `tiles`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from inpaint_studio.document.changes import (
    NOWHERE,
    Change,
    ChangeKind,
    EdgePatch,
    FrozenRequest,
    ResultRecord,
)
from inpaint_studio.document.history import DEFAULT_CAP_BYTES, History
from inpaint_studio.document.layers import Layers
from inpaint_studio.document.strokes import EdgeStroke
from inpaint_studio.document.tiles import TileKey, TileView
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import Image, Mask, check_image

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo

__all__ = ["DocumentView"]


class DocumentView:
    """See the module.

    Parameters
    ----------
    image
        (H, W, 3); shared, never written.
    photo
        The photo file it came from, kept for writing it back; None for a pasted image.
    history_cap_bytes
        Most memory that undo may hold.

    Raises
    ------
    BadInputError
        If `image` is not an `Image`.
    """

    def __init__(
        self,
        image: Image,
        photo: Photo | None = None,
        *,
        history_cap_bytes: int = DEFAULT_CAP_BYTES,
    ) -> None:
        self.size: Size = check_image(image)
        self.photo = photo
        self._original = TileView(self.size, image)
        self._layers = Layers(self.size, image, history_cap_bytes)
        self._strokes: tuple[EdgeStroke, ...] = ()
        self._results: tuple[ResultRecord, ...] = ()
        self._predicted: tuple[EdgePatch, ...] = ()
        self._preview: dict[TileKey, NDArray[Any] | None] = {}
        self._shown: TileView | None = None
        self._saved_state = 0
        self._listeners: list[Callable[[Change], None]] = []

    # What there is to see

    @property
    def revision(self) -> int:
        """Rises with every change of image, mask or edges."""
        return self._layers.revision

    @property
    def history(self) -> History:
        """The edits, to list them and to `compact` them in spare moments."""
        return self._layers.history

    @property
    def original(self) -> TileView:
        """The photo as it was opened."""
        return self._original

    @property
    def image(self) -> TileView:
        """The result so far."""
        return self._layers.image

    @property
    def shown(self) -> TileView:
        """The result so far under the preview, if there is one."""
        if not self._preview:
            return self.image
        if self._shown is None:
            store = self._layers.image
            tiles = {key: store.tile(key) for key in store.changed_keys} | self._preview
            self._shown = store.over({k: tile for k, tile in tiles.items() if tile is not None})
        return self._shown

    @property
    def mask(self) -> TileView:
        """bool (H, W), True = hole."""
        return self._layers.mask

    @property
    def strokes(self) -> tuple[EdgeStroke, ...]:
        """The user's edge strokes, oldest first."""
        return self._strokes

    @property
    def predicted(self) -> tuple[EdgePatch, ...]:
        """The edges that the model last predicted."""
        return self._predicted

    @property
    def results(self) -> tuple[ResultRecord, ...]:
        """The results taken, oldest first."""
        return self._results

    @property
    def has_preview(self) -> bool:
        """True while a preview lies over the image."""
        return bool(self._preview)

    @property
    def is_modified(self) -> bool:
        """True when there is something that `mark_saved` has not seen."""
        return self.history.state != self._saved_state

    def image_array(self) -> Image:
        """(H, W, 3), the result so far in one piece; read-only where it is the photo itself."""
        return self.image.to_array()

    def mask_array(self) -> Mask:
        """bool (H, W), a copy of the mask."""
        return self.mask.to_array()

    @property
    def has_hole(self) -> bool:
        """True when something is marked; quicker than looking for it."""
        return not self.mask.is_base

    def hole_share(self) -> float:
        """Part of the photo that is hole, in [0, 1]."""
        return self.mask.count_nonzero() / self.size.pixels

    def add_listener(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` with every `Change`; the answer ends that."""
        self._listeners.append(listener)

        def remove() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove

    def _tell(self, kind: ChangeKind, box: Box = NOWHERE) -> None:
        for listener in tuple(self._listeners):
            listener(Change(kind, box))

    def mark_saved(self) -> None:
        """The present state is on disk."""
        self._saved_state = self.history.state
        self._tell(ChangeKind.SAVED)

    def mark_unsaved(self) -> None:
        """The present state is not on disk (a recovered document)."""
        self._saved_state = -1
        self._tell(ChangeKind.SAVED)

    def _frozen(self) -> FrozenRequest:
        return FrozenRequest(
            self.revision,
            self.size,
            self._layers.image.snapshot(),
            self._layers.mask.snapshot(),
            self._strokes,
        )

    def fits(self, revision: int, boxes: Iterable[Box]) -> bool:
        """True when neither image nor mask changed inside `boxes` since `revision`."""
        return self._layers.fits(revision, boxes)
