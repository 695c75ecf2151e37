"""What works on a machine of a cluster: one engine, and the three stages of each photo.

Knows no Ray: methods are called over the network as if they were called here, some of them at the
same time, so that the next photo is read while one is filled.
"""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio import __version__
from inpaint_studio.batch.crew import Ended, as_told
from inpaint_studio.batch.mask_source import MaskFolder, OneMask
from inpaint_studio.batch.memory import MemoryBudget, photo_bytes
from inpaint_studio.batch.model_identities import ModelIdentities
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.plan import check_request
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.batch.stages import fill, is_hopeless, load, store
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.imaging.files import probe_photo
from inpaint_studio.inference.engine import Engine, RegistrySource
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = ["ClusterWorker", "WorkerFacts"]


@dataclass(frozen=True)
class WorkerFacts:
    """What a worker says of itself before it is given a photo.

    Attributes
    ----------
    host
        The machine's name.
    version
        Of the product there.
    models
        The models' identities there; None if it cannot work.
    missing
        Folders that it does not see.
    error
        Why it cannot work at all; "" if it can.
    """

    host: str
    version: str
    models: ModelIdentities | None
    missing: tuple[Path, ...]
    error: Message | None


class ClusterWorker:
    """See the module.

    Parameters
    ----------
    request
        What to do.
    model_count
        How many models may be asked; so many stay in memory.
    """

    def __init__(self, request: BatchRequest, model_count: int) -> None:
        self._request = request
        self._engine = Engine(request.device, keeps=model_count)
        self._filling = threading.Lock()
        self._budget = MemoryBudget()
        self._stop = ProgressToken()
        self._drops_filled = False

    def introduce(self, state_folder: Path, processors: int) -> WorkerFacts:
        """Load the model, and say whether all is there that is needed.

        Parameters
        ----------
        state_folder
            Lies in the output folder, which must be the same here.
        processors
            So many may be used; 0: as many as there are.
        """
        source = self._request.source
        folders = [self._request.photos, state_folder]
        if isinstance(source, MaskFolder):
            folders.append(source.folder)
        if isinstance(source, OneMask):
            folders.append(source.path)
        models: ModelIdentities | None = None
        error: Message | None = None
        try:
            models = check_request(self._request, RegistrySource())
            if processors:
                _use(processors)
            self._engine.load(models.name)
        except Exception as fault:
            error = (
                fault.message
                if isinstance(fault, InpaintStudioError)
                else Message("{fault}", fault=fault)
            )
        missing = tuple(path for path in folders if not os.path.exists(path))
        return WorkerFacts(socket.gethostname(), __version__, models, missing, error)

    def restore(self, job: PhotoJob, with_pictures: bool) -> Ended:
        """Read, fill and write one photo; whatever goes wrong is in the answer."""
        try:
            return self._restore(job, with_pictures)
        except Exception as error:
            told = as_told(job, error)
            hopeless = not isinstance(told, CancelledError) and is_hopeless(told)
            # What led to it may not be fit to travel.
            return Ended(job, error=_plain(told), is_hopeless=hopeless)

    def _restore(self, job: PhotoJob, with_pictures: bool) -> Ended:
        self._stop.check()
        size_bytes = photo_bytes(probe_photo(job.photo))
        self._budget.take(size_bytes, self._stop)
        try:
            loaded = load(job, self._request.source, self._stop)
            with self._filling:
                filled = fill(loaded, self._engine, self._request.settings, self._stop)
            if self._drops_filled:
                self._stop.check()
            stored = store(
                filled,
                self._request.quality,
                with_pictures=with_pictures,
                keeps_permissions=self._request.keeps_permissions,
            )
        finally:
            self._budget.give_back(size_bytes)
        return Ended(job, stored.entry, stored.pictures)

    def stop(self, also_filled: bool) -> None:
        """Give up what is begun."""
        self._drops_filled = self._drops_filled or also_filled
        self._stop.cancel()


def _plain(error: InpaintStudioError) -> InpaintStudioError:
    return type(error).saying(error.message)


def _use(processors: int) -> None:
    """Compute with so many threads, and leave the other processors to other workers."""
    import cv2

    cv2.setNumThreads(processors)
