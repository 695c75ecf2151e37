"""A run killed between a result and its note repeats nothing; times, permissions and sidecars stay."""

from __future__ import annotations

import base64
import csv
import io
import os
import sqlite3
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from batch_bench import Bench
from PIL import Image as PillowImage

from inpaint_studio.batch import model_identities
from inpaint_studio.batch.fingerprint import stamp_of
from inpaint_studio.batch.ledger import Entry, Ledger
from inpaint_studio.batch.model_identities import ModelIdentities
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.promise import break_promise, kept_promise, make_promise
from inpaint_studio.batch.request import State
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.files import write_atomic


class Killed(BaseException):
    """As a signal that nothing catches."""


def run_until_note(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies when its first result is written and not noted yet."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "finish", die)
        with pytest.raises(Killed):
            bench.run(workers=1, recursive=False)


def results(bench: Bench) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in bench.output.iterdir() if path.is_file()}


def test_what_was_written_and_not_noted_is_not_done_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_until_note(bench, monkeypatch)
    written = results(bench)
    assert written
    result = bench.run(workers=1, recursive=False, resume=True)
    assert result.is_complete
    assert len(bench.filled) == 2 - len(written)
    for name, content in written.items():
        assert results(bench)[name] == content
    bench.run(workers=1, recursive=False, resume=True)
    assert bench.filled == []
    promises = bench.output / ".inpaint-studio" / "promised"
    assert list(promises.iterdir()) == []


def test_other_settings_break_the_promise(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run_until_note(bench, monkeypatch)
    result = bench.run(workers=1, recursive=False, resume=True, quality=50)
    assert result.is_complete
    assert len(bench.filled) == 2


def test_a_model_replaced_meanwhile_breaks_the_promise(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_until_note(bench, monkeypatch)
    monkeypatch.setattr(model_identities, "_identity", lambda name, source: f"{name} sha256:new")
    result = bench.run(workers=1, recursive=False, resume=True)
    assert result.is_complete
    assert len(bench.filled) == 2
    assert bench.run(workers=1, recursive=False, resume=True).is_complete
    assert bench.filled == []


def test_identities_as_the_ledger_keeps_them() -> None:
    models = ModelIdentities("b", (("", "b sha256:1"), ("thin", "a")))
    assert ModelIdentities.from_text(models.text()) == models
    for text in ("", "b", "b {", "b 5", "b [[1]]", "b " + "[" * 100_000):
        assert ModelIdentities.from_text(text) is None


def test_a_result_of_before_is_no_kept_promise(tmp_path: Path) -> None:
    """Killed before the new result took its name: the old one must not be taken for it."""
    output = tmp_path / "out" / "sub" / "a.jpg"
    output.parent.mkdir(parents=True)
    job = PhotoJob(Path("sub/a.jpg"), tmp_path / "a.jpg", None, output)
    assert kept_promise(job) is None
    make_promise(job, Entry(model="x", hole_px=7))
    assert kept_promise(job) is None
    output.write_bytes(b"result")
    kept = kept_promise(job)
    assert kept is not None
    assert (kept.model, kept.hole_px) == ("x", 7)
    assert kept.output_stamp == stamp_of(output).text()
    make_promise(job, Entry(model="y"))
    assert kept_promise(job) is None
    write_atomic(output, b"result")
    again = kept_promise(job)
    assert again is not None
    assert again.model == "y"
    break_promise(job)
    assert kept_promise(job) is None


def test_times_are_kept_and_permissions_on_request(bench: Bench) -> None:
    photo, output = bench.photos / "a.jpg", bench.output / "a.jpg"
    os.utime(photo, ns=(1_000_000_000_000, 981_173_106_000_000_000))
    photo.chmod(0o640)
    bench.run()
    assert output.stat().st_mtime_ns == photo.stat().st_mtime_ns
    bench.run(overwrite=True, keeps_permissions=True)
    assert bench.run(resume=True, keeps_permissions=True).is_complete
    assert bench.filled == []
    if sys.platform != "win32":
        assert stat.S_IMODE(output.stat().st_mode) == 0o640


def test_sidecars_come_along_without_pictures_of_the_photo_as_it_was(bench: Bench) -> None:
    stream = io.BytesIO()
    PillowImage.fromarray(np.zeros((60, 80, 3), np.uint8)).save(stream, "JPEG")
    nail = base64.b64encode(stream.getvalue())
    packet = b'<x:xmpmeta a:rating="5" a:preview="' + nail + b'"/>'
    (bench.photos / "a.xmp").write_bytes(packet)
    (bench.photos / "b.png.xmp").write_bytes(b"<x:xmpmeta/>")
    bench.run()
    copied = (bench.output / "a.xmp").read_bytes()
    assert b'a:rating="5"' in copied
    assert nail not in copied
    assert (bench.output / "b.png.xmp").read_bytes() == b"<x:xmpmeta/>"


def test_no_spreadsheet_takes_a_name_for_a_formula(bench: Bench, tmp_path: Path) -> None:
    (bench.photos / "a.jpg").rename(bench.photos / "=cmd('calc')!A0.jpg")
    (bench.masks / "a.png").rename(bench.masks / "=cmd('calc')!A0.png")
    bench.run(report=tmp_path / "report")
    with open(tmp_path / "report" / "report.csv", encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert any(row["photo"] == "'=cmd('calc')!A0.jpg" for row in rows)
    assert not any(cell[:1] in "=+@" for row in rows for cell in row.values() if cell)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE photos SET state = 'nonsense'",
        "UPDATE photos SET verdict = 'nonsense'",
        "UPDATE photos SET hole_px = 'many'",
        "UPDATE photos SET notes = x'00ff'",
        "DROP TABLE photos",
    ],
)
@pytest.mark.parametrize("how", [{"resume": True}, {"overwrite": True, "resume": True}])
def test_a_damaged_ledger_is_told(bench: Bench, damage: str, how: dict[str, bool]) -> None:
    bench.run()
    with sqlite3.connect(bench.output / ".inpaint-studio" / "ledger.sqlite") as database:
        database.execute(damage)
    database.close()
    with pytest.raises(InpaintStudioError, match=r"ledger .* cannot be used"):
        bench.run(**how)
    assert all(outcome.state is not State.DONE for outcome in bench.outcomes)
