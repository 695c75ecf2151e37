"""The lock of an output folder and its ledger."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from batch_bench import Bench

from inpaint_studio.batch.batch import HOLDER_FILE, run_batch
from inpaint_studio.batch.ledger import Entry, Ledger, Pictures
from inpaint_studio.batch.request import State
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.messages import Message


def test_a_second_batch_in_an_output_folder_names_the_first(bench: Bench) -> None:
    seen: list[str] = []

    def second(*_: object) -> None:
        with pytest.raises(InpaintStudioError, match=f"process {os.getpid()} on") as caught:
            run_batch(bench.changed(resume=True), models=bench.models())
        seen.append(str(caught.value))

    bench.before = second
    assert bench.run().is_complete
    assert seen
    bench.before = None
    assert bench.run(resume=True).is_complete
    assert not (bench.output / STATE_FOLDER / HOLDER_FILE).exists()


NOTES = (Message("one of {n}", n=2), Message("two"))
ENTRY = Entry(mask_path="m.png", photo_sha256="ab", settings="{}", hole_px=7, notes=NOTES)
ODD = [Path("a\nb.jpg"), Path("子/照片.jpg"), Path(os.fsdecode(b"\xff.jpg"))]


@pytest.mark.parametrize("relative", ODD, ids=["newline", "chinese", "bytes"])
def test_what_is_noted_is_found_again_under_any_name(tmp_path: Path, relative: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.start(relative)
        ledger.finish(relative, State.DONE, ENTRY)
    with Ledger(path, read_only=True) as ledger:
        (row,) = ledger.rows().values()
    assert (row.relative, row.state, row.starts, row.entry) == (relative, State.DONE, 0, ENTRY)


def test_starts_are_counted_and_taken_back(tmp_path: Path) -> None:
    a, b = Path("a"), Path("b")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.finish(a, State.DONE, ENTRY)
        former = ledger.rows()[a]
        for _ in range(2):
            ledger.start(a)
        ledger.start(b)
        assert ledger.rows()[a].starts == 2
        assert ledger.rows()[a].state is State.WORKING
        ledger.put_back(a, former)
        ledger.put_back(b, None)
        assert set(ledger.rows()) == {a}
        assert ledger.rows()[a].state is State.DONE
        assert ledger.rows()[a].entry == ENTRY


def test_pictures_are_kept_and_forgotten(tmp_path: Path) -> None:
    pictures = Pictures(b"1", b"2", b"3", b"4", b"55")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.save_pictures(Path("a"), pictures)
        assert ledger.pictures(Path("a")) == pictures
        assert pictures.size_bytes == 6
        ledger.save_pictures(Path("a"), None)
        assert ledger.pictures(Path("a")) is None


def test_a_ledger_read_only_leaves_no_file(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.sqlite").close()
    before = sorted(tmp_path.iterdir())
    with Ledger(tmp_path / "ledger.sqlite", read_only=True) as ledger:
        assert ledger.rows() == {}
        assert sorted(tmp_path.iterdir()) == before


def test_it_is_in_wal_mode_and_every_change_reaches_the_disk(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        mode = ledger._database.execute("PRAGMA journal_mode").fetchone()
        synchronous = ledger._database.execute("PRAGMA synchronous").fetchone()
    assert (mode, synchronous) == (("wal",), (2,))


def test_damaged_and_foreign_ledgers_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 50)
    with pytest.raises(InpaintStudioError, match="replace what is there") as told:
        Ledger(path)
    assert "\n" not in str(told.value)
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(InpaintStudioError, match="version 99"):
        Ledger(path)


CRASH = """
import os, signal, sys
from pathlib import Path
from inpaint_studio.batch.ledger import Entry, Ledger
from inpaint_studio.batch.request import State
from inpaint_studio.batch.scan import STATE_FOLDER
ledger = Ledger(Path(sys.argv[1]))
for number in range(20):
    ledger.start(Path(f"{number}.jpg"))
    if number < 10:
        ledger.finish(Path(f"{number}.jpg"), State.DONE, Entry(hole_px=number))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_everything_noted_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    done = subprocess.run([sys.executable, "-c", CRASH, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    for read_only in (True, False):
        with Ledger(path, read_only=read_only) as ledger:
            rows = ledger.rows()
        assert sum(row.state is State.DONE for row in rows.values()) == 10
        assert sum(row.state is State.WORKING for row in rows.values()) == 10
