"""What version 0.1 wrote is taken over: settings, projects, the ledger of a batch."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.cli import main
from inpaint_studio.document.project_reader import read_project
from inpaint_studio.document.strokes import StrokeKind
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.settings.store import SettingsStore
from inpaint_studio.settings.table import SETTINGS

# Work is kept by itself soon after each change; a hole that was filled is always finished.
GONE = {"autosave_s", "clear_mask_after"}
WRITTEN = Path(__file__).resolve().parents[1] / "data" / "release-0.1"


def test_every_setting_is_kept(tmp_path: Path) -> None:
    path = Path(shutil.copy(WRITTEN / "settings.json", tmp_path))
    former = json.loads(path.read_text(encoding="utf-8"))
    assert len(former) > 40
    store = SettingsStore(path)
    assert store.notices == ()
    known = {each.name for each in SETTINGS}
    assert set(former) - known == GONE, (
        "a setting with a new name must be read under the old one too"
    )
    for name in set(former) & known:
        value = former[name]
        assert store[name] == (tuple(value) if isinstance(value, list) else value), name
    store.set("seed", 7)
    store.save()
    assert json.loads(path.read_text(encoding="utf-8")) == {**former, "seed": 7}


def test_a_project_opens_with_everything_in_it() -> None:
    project = read_project(WRITTEN / "work.ora")
    assert project.notices == ()
    assert project.extra == {"model": "auto"}
    document = project.document
    rows, columns = np.mgrid[0:60, 0:80]
    image = np.stack([rows * 4, columns * 3, rows + columns], axis=2).astype(np.uint8)
    box = Box(12, 18, 42, 58)
    result = image.copy()
    result[box.slices] //= 2
    mask = document.mask_array()
    assert 1000 < int(mask.sum()) < 1400
    np.testing.assert_array_equal(document.image_array(), result)
    assert [each.model for each in document.results] == ["edgeconnect-small"]
    assert [str(note) for note in document.results[0].notes] == ["A note."]
    (patch,) = document.predicted
    assert patch.box == box
    assert patch.edges[5].all()
    drawn, rubbed = document.strokes
    assert (drawn.kind, drawn.width_px) == (StrokeKind.DRAW, 1.5)
    assert (rubbed.kind, rubbed.width_px) == (StrokeKind.ERASE, 9.0)
    assert drawn.points[0] == rubbed.points[-1] == (15.123456, 20.25)


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folders of the batch, as the working folder."""
    for name in ("photos", "masks", "filled"):
        shutil.copytree(WRITTEN / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_batch_goes_on_where_it_was(batch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copyfile(batch / "photos" / "0.png", batch / "photos" / "new.png")
    shutil.copyfile(batch / "masks" / "0.png", batch / "masks" / "new.png")
    before = {name: (batch / "filled" / name).read_bytes() for name in ("0.png", "1.png")}
    words = ["batch", "photos", "filled", "--masks", "masks", "--model", "telea", "--resume"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 restored")
    assert "2 done already" in said
    for name, content in before.items():
        assert (batch / "filled" / name).read_bytes() == content
    assert (read_photo(batch / "filled" / "new.png").image).shape == (60, 80, 3)
    with Ledger(batch / "filled" / ".inpaint-studio" / "ledger.sqlite", read_only=True) as ledger:
        rows = ledger.rows()
    notes = [str(note) for note in rows[Path("0.png")].entry.notes]
    assert notes == ["Memory ran out on cuda; went on on the CPU.", "The mask was small."]
    assert rows[Path("1.png")].entry.model == "telea"
