"""MI-GAN (Sargsyan et al., ICCV 2023) through ONNX Runtime: the official whole-pipeline file.

The graph takes uint8 `image` (N, 3, H, W) RGB and uint8 `mask` (N, 1, H, W) with 255 = known and
answers uint8 `result` of the image's size. Only this file inverts the mask for it.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.imaging.types import Image, Mask, from_unit, to_unit
from inpaint_studio.inference.device import Device, DeviceKind
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MiganRestorer", "make_migan"]

_CANCEL_POLL_S = 0.05


def make_migan(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed MI-GAN of `folder`."""
    if folder is None or not card.files:
        raise MissingPartError(
            "MI-GAN is not installed; run 'inpaint-studio models install migan'."
        )
    from inpaint_studio.zoo.weights import checked_file

    return MiganRestorer(card, checked_file(card, folder, "pipeline"), device)


class MiganRestorer:
    """One ONNX Runtime session over the published graph."""

    def __init__(self, card: ModelCard, file: Path, device: Device) -> None:
        import onnxruntime

        self.card = card
        wanted = ["CUDAExecutionProvider"] if device.kind is DeviceKind.CUDA else []
        providers = [p for p in wanted if p in onnxruntime.get_available_providers()]
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(file), options, providers=[*providers, "CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelFileError(
                "{file} is not a readable ONNX file ({reason}); install the model again.",
                file=file.name,
                reason=_first_line(error),
            ) from error
        self._runtime = onnxruntime

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        image = _neutral_hole(from_unit(to_unit(request.image), np.dtype(np.uint8)), request.mask)
        known = np.where(request.mask, np.uint8(0), np.uint8(255))
        feeds = {
            "image": np.ascontiguousarray(image.transpose(2, 0, 1)[None]),
            "mask": known[None, None],
        }
        run_options = self._runtime.RunOptions()
        try:
            with _terminated_on_cancel(run_options, token):
                (result,) = self._session.run(["result"], feeds, run_options)
        except Exception as error:
            token.check()
            if "alloc" in str(error).lower():
                raise MemoryError(_first_line(error)) from error
            raise
        filled = np.ascontiguousarray(result[0].transpose(1, 2, 0))
        return Fill(to_unit(filled))

    def close(self) -> None:
        """Release the session."""
        del self._session


def _neutral_hole(image: Image, mask: Mask) -> Image:
    """`image` (uint8) with its hole smoothly filled.

    The graph feathers its fill into what it was given, so what lies in the hole, the damage
    itself, would shine through at the border.
    """
    import cv2

    hole = mask.astype(np.uint8)
    return cast(Image, cv2.inpaint(image, hole, 1, cv2.INPAINT_NS))


@contextmanager
def _terminated_on_cancel(run_options: Any, token: ProgressToken) -> Iterator[None]:
    """Stop a running graph soon after the token is cancelled."""
    token.check()
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(_CANCEL_POLL_S):
            if token.is_cancelled:
                run_options.terminate = True
                return

    watcher = threading.Thread(target=watch, name="migan-cancel", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
