"""What the code does on systems that are not this one, which are played here."""

from __future__ import annotations

import ctypes
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from inpaint_studio.batch import crew
from inpaint_studio.cli import doctor
from inpaint_studio.errors import MissingPartError
from inpaint_studio.evaluation import memory
from inpaint_studio.jobs import files
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.jobs.process import ChildProcess

ROOT = Path(__file__).resolve().parents[2]


# Windows


class FakeKernel:
    """`kernel32` as far as it is asked whether a process runs."""

    def __init__(self, handle: int, code: int = 0, error: int = 0, *, known: bool = True) -> None:
        self.handle, self.code, self.error, self.known = handle, code, error, known
        self.closed: list[int] = []

    def OpenProcess(self, access: int, inherited: bool, process: int) -> int:  # noqa: N802
        assert (access, inherited, process) == (0x1000, False, 4321)
        return self.handle

    def GetExitCodeProcess(self, handle: int, code: Any) -> bool:  # noqa: N802
        code._obj.value = self.code
        return self.known

    def CloseHandle(self, handle: int) -> None:  # noqa: N802
        self.closed.append(handle)


@pytest.mark.parametrize(
    ("kernel", "runs"),
    [
        (FakeKernel(7, code=259), True),  # STILL_ACTIVE
        (FakeKernel(7, code=0), False),
        (FakeKernel(7, known=False), True),
        (FakeKernel(0, error=5), True),  # another user's: it may not be asked
        (FakeKernel(0, error=87), False),  # no such process
    ],
)
def test_windows_is_asked_whether_a_process_runs(
    monkeypatch: pytest.MonkeyPatch, kernel: FakeKernel, runs: bool
) -> None:
    monkeypatch.setattr(ctypes, "WinDLL", lambda name, use_last_error: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)
    # Only the module believes to be on Windows: pathlib could make no paths there.
    played = SimpleNamespace(name="nt", kill=lambda *_: pytest.fail("that ends the process"))
    monkeypatch.setattr(files, "os", played)
    assert files._is_running(4321) is runs
    assert kernel.closed == ([7] if kernel.handle else [])


def test_files_are_written_whole_where_folders_cannot_be_opened_nor_owners_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = os.open

    def of_windows(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", of_windows)
    monkeypatch.delattr(os, "chown")
    target = tmp_path / "photo.png"
    target.write_bytes(b"before")
    write_atomic(target, b"after")
    assert target.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["photo.png"]


def test_no_black_window_opens_for_a_process_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def start(command: Any, **named: Any) -> Any:
        asked.append(named["creationflags"])
        raise OSError("no further")

    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(MissingPartError, match="no further"):
        ChildProcess()._running()
    assert asked == [0x08000000]


# Systems without what Linux tells


def test_processors_are_counted_where_none_is_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert crew.usable_processors() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert crew.usable_processors() == 1


def test_memory_is_not_measured_where_the_system_does_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_: pytest.fail("there is no malloc_trim"))
    monkeypatch.setattr(memory, "_CLEAR", tmp_path / "none" / "clear_refs")
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "none" / "status")
    assert memory.MemoryProbe().read().process_mib is None


def test_doctor_asks_of_no_x_libraries_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delattr(os, "sysconf")
    # Not the whole report: libraries imported meanwhile would take this system for the other.
    (display,) = doctor._window()
    assert display.state == "of the system"
    assert doctor._memory() == "not told by this system"


def test_the_menu_entry_is_for_linux_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = runpy.run_path(str(ROOT / "packaging" / "desktop_entry.py"))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "argv", ["desktop_entry.py"])
    assert script["main"]() == 2
    assert "Only Linux" in capsys.readouterr().out


# macOS


def test_a_file_that_macos_hands_over_is_opened(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QUrl\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from inpaint_studio.app.startup import make_application\n"
        "application = make_application()\n"
        "application.file_handed.connect(print)\n"
        "application.sendEvent(application, QFileOpenEvent(sys.argv[1]))\n"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "photo über.jpg")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == str(tmp_path / "photo über.jpg"), done.stderr


@pytest.mark.skipif(not shutil.which("sh"), reason="scripts for a shell")
def test_the_first_start_on_a_mac_needs_no_x_server(tmp_path: Path) -> None:
    binaries, studio = tmp_path / "bin", tmp_path / ".venv" / "bin" / "inpaint-studio"
    samples = tmp_path / "resources" / "samples"
    for folder in (binaries, studio.parent, samples):
        folder.mkdir(parents=True)
    (samples / "dust-bowl-home.jpg").touch()
    (binaries / "uname").write_text("#!/bin/sh\necho Darwin\n", encoding="utf-8")
    studio.write_text('#!/bin/sh\necho "  studio $*"\n', encoding="utf-8")
    for program in (binaries / "uname", studio):
        program.chmod(0o755)
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", ROOT / "packaging" / "run_sample.sh"],
        cwd=tmp_path,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["studio", "studio", "resources/samples/dust-bowl-home.jpg"]
    libraries = ["sh", ROOT / "packaging" / "system_libraries.sh"]
    done = subprocess.run(libraries, env={"PATH": path}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
