"""What tests of batches share: a small folder of photographs with masks, a model without cost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from engine_fakes import DictSource, MeanRestorer
from PIL import Image

from inpaint_studio.batch.batch import BatchPlan, BatchResult, plan_batch, run_batch
from inpaint_studio.batch.ledger import Ledger, LedgerRow
from inpaint_studio.batch.request import BatchRequest, Outcome
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import ProgressToken

SIZE = (40, 60)


def save_photo(path: Path, seed: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (*SIZE, 3), np.uint8)
    Image.fromarray(pixels).save(path)


def save_mask(path: Path, top: int = 10) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros(SIZE, np.uint8)
    pixels[top : top + 4, 10:50] = 255
    Image.fromarray(pixels).save(path)


def hashes(folder: Path) -> dict[str, str]:
    """Hash of every visible file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }


@dataclass
class Bench:
    """A batch to run again and again."""

    root: Path
    request: BatchRequest
    outcomes: list[Outcome] = field(default_factory=list)
    before: Callable[[FillRequest, ProgressToken], None] | None = None
    filled: list[FillRequest] = field(default_factory=list)

    @property
    def photos(self) -> Path:
        return self.request.photos

    @property
    def masks(self) -> Path:
        return self.root / "masks"

    @property
    def output(self) -> Path:
        return self.request.output

    def models(self) -> DictSource:
        def fill(request: FillRequest, token: ProgressToken) -> None:
            self.filled.append(request)
            if self.before is not None:
                self.before(request, token)

        def make(_: object) -> MeanRestorer:
            return MeanRestorer(before=fill)

        return DictSource(fake=make, other=make)

    def run(self, token: ProgressToken | None = None, **changes: object) -> BatchResult:
        """Run with changes of the request; `outcomes` and `filled` are those of this run."""
        self.outcomes.clear()
        self.filled.clear()
        request = self.changed(**changes)
        return run_batch(request, token, listener=self.outcomes.append, models=self.models())

    def changed(self, **changes: object) -> BatchRequest:
        """The request with changes."""
        return replace(self.request, **changes)  # type: ignore[arg-type]

    def plan(self, **changes: object) -> BatchPlan:
        """What a run would do."""
        return plan_batch(self.changed(**changes), models=self.models())

    def rows(self) -> dict[Path, LedgerRow]:
        """The ledger's."""
        with Ledger(self.output / ".inpaint-studio" / "ledger.sqlite", read_only=True) as ledger:
            return ledger.rows()
