"""The folder of photographs that tests of batches run on."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_bench import Bench, save_mask, save_photo

from inpaint_studio.batch.mask_source import MaskFolder
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.jobs.fill_settings import FillSettings


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three photos of three formats with their masks, one in a subfolder."""
    for number, name in enumerate(("a.jpg", "b.png", "sub/c.tif")):
        save_photo(tmp_path / "in" / name, number)
        save_mask((tmp_path / "masks" / name).with_suffix(".png"))
    return Bench(
        tmp_path,
        BatchRequest(
            photos=tmp_path / "in",
            output=tmp_path / "out",
            source=MaskFolder(tmp_path / "masks"),
            settings=FillSettings(model="fake"),
            recursive=True,
            workers=2,
        ),
    )
