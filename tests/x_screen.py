"""A virtual screen with a pointer and keys, for end-to-end tests of what a person sees."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import ImageGrab

PATIENCE_S = 90.0


class XScreen:
    """One screen; `folder` takes what its programs write."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display = display
        self.folder = folder
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "INPAINT_STUDIO_MODELS": str(folder / "models"),
            "QT_QPA_PLATFORM": "xcb",
            "OMP_NUM_THREADS": "1",
        }
        self.environment.pop("WAYLAND_DISPLAY", None)
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """Start a program; what it says goes to `log.txt`."""
        with (self.folder / "log.txt").open("ab") as log:
            running = subprocess.Popen(
                [*map(str, words)], env=self.environment, stderr=log, stdout=log
            )
        self._running.append(running)
        return running

    def stop(self) -> None:
        """End what still runs."""
        for running in self._running:
            if running.poll() is None:
                running.kill()
            running.wait()

    def xdotool(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout.strip()

    def window_of(self, title: str) -> str:
        """The visible window of that title; waits for it, and gives it the keyboard."""
        found: list[str] = []

        def there() -> bool:
            found[:] = self.xdotool("search", "--onlyvisible", "--name", title).splitlines()
            return bool(found)

        self.wait(there, f"a window {title!r}")
        self.xdotool("windowfocus", "--sync", found[-1])
        return found[-1]

    def place(self, window: str, left: int, top: int, width: int, height: int) -> None:
        self.xdotool("windowmove", window, left, top)
        self.xdotool("windowsize", window, width, height)

    def wait(
        self, until: Callable[[], object], what: str, *, patience_s: float = PATIENCE_S
    ) -> None:
        end = time.monotonic() + patience_s
        while not until():
            if time.monotonic() > end:
                picture = self.folder / "screen.png"
                ImageGrab.grab(xdisplay=self.display).save(picture)
                log = (self.folder / "log.txt").read_text(errors="replace")
                pytest.fail(f"waited in vain for {what}; see {picture}; log: {log[-3000:]}")
            time.sleep(0.1)

    def grab(self) -> np.ndarray:
        """The screen, int16 (H, W, 3)."""
        picture = ImageGrab.grab(xdisplay=self.display).convert("RGB")
        return np.asarray(picture).astype(np.int16)

    def key(self, *names: str) -> None:
        self.xdotool("key", "--delay", 30, *names)

    def type(self, text: object) -> None:
        self.xdotool("type", "--delay", 5, text)

    def click(self, x: int, y: int) -> None:
        self.xdotool("mousemove", x, y, "click", 1)

    def drag(self, *places: tuple[int, int]) -> None:
        self.xdotool("mousemove", *places[0])
        self.xdotool("mousedown", 1)
        for x, y in places[1:]:
            self.xdotool("mousemove", x, y)
            time.sleep(0.05)
        self.xdotool("mouseup", 1)


Screen = TypeVar("Screen", bound=XScreen)


@contextmanager
def virtual_screen(
    folder: Path, width: int = 1400, height: int = 900, *, kind: type[Screen] = XScreen
) -> Iterator[Screen]:
    """A screen of its own, as a `kind`; skips the test where there can be none."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed; 'make setup' installs it")
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write_end),
            "-screen",
            "0",
            f"{width}x{height}x24",
            "-noreset",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write_end],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        number = stream.readline().strip()
    if not number:
        server.wait()
        pytest.skip("Xvfb does not start here")
    screen = kind(f":{number}", folder)
    try:
        yield screen
    finally:
        screen.stop()
        server.terminate()
        server.wait()
