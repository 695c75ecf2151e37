"""Photographs the real window at work, on a virtual screen, into resources/screenshots.

    python packaging/make_screenshots.py [--only NAME]

Opens sample photographs, takes their masks, restores them and saves what is on the screen. Needs
Xvfb and xdotool. The picture of the edges needs an installed model that predicts them; it is left
as it is where there is none.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageGrab

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.zoo.registry import ModelState, list_models

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "resources" / "samples"
TARGET = ROOT / "resources" / "screenshots"
WIDTH, HEIGHT = 1440, 900
QUALITY = 88
CURSOR_PX = 100  # more than a blinking text cursor covers


class Stage:
    """The window on a virtual screen, with settings of its own."""

    def __init__(self, display: str, folder: Path, **settings: object) -> None:
        self.display = display
        config = folder / "config" / "inpaint-studio"
        config.mkdir(parents=True, exist_ok=True)
        settings = {"first_start_done": True, "theme": "dark", "language": "en", **settings}
        (config / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.window = ""

    def xdotool(self, *words: object) -> str:
        """Run xdotool and return what it prints."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    def find(self, title: str) -> str:
        """The window whose title holds `title`, once it is there."""
        for _ in range(300):
            found = self.xdotool("search", "--onlyvisible", "--name", title)
            if found:
                return found.splitlines()[-1]
            time.sleep(0.1)
        raise SystemExit(f"the window {title!r} did not appear")

    @contextmanager
    def studio(self, photo: Path) -> Iterator[None]:
        """The Studio with a photo open."""
        command = [sys.executable, "-m", "inpaint_studio", "studio", str(photo)]
        process = subprocess.Popen(command, env=self.environment)
        try:
            self.window = self.find(f"{photo.name} ")
            self.xdotool("windowmove", self.window, 0, 0)
            self.xdotool("windowsize", self.window, WIDTH, HEIGHT)
            time.sleep(1.0)
            yield
        finally:
            process.kill()
            process.wait()

    def key(self, *names: str, pause_s: float = 0.4) -> None:
        """Press keys in the main window."""
        self.xdotool("windowfocus", "--sync", self.window)
        self.xdotool("key", *names)
        time.sleep(pause_s)

    def take_mask(self, mask: Path) -> None:
        """Import a mask file through the dialog."""
        self.key("ctrl+m")
        dialog = self.find("Import a mask")
        self.xdotool("windowfocus", "--sync", dialog)
        self.xdotool("type", "--delay", 4, mask)
        self.xdotool("key", "Return")
        time.sleep(1.5)

    def settle(self, most_s: float = 90.0, still_s: float = 2.0) -> None:
        """Wait until the screen has not changed for a while, but for a text cursor that blinks."""
        before, still, end = self._screen(), 0, time.monotonic() + most_s
        while still < 4 * still_s and time.monotonic() < end:
            time.sleep(0.25)
            now = self._screen()
            changed = np.count_nonzero((now != before).any(axis=2))
            still = still + 1 if changed <= CURSOR_PX else 0
            before = now

    def _screen(self) -> np.ndarray:
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"))

    def shoot(self, name: str) -> None:
        """Save the screen."""
        TARGET.mkdir(parents=True, exist_ok=True)
        picture: Image.Image = ImageGrab.grab(xdisplay=self.display).convert("RGB")
        picture.save(TARGET / f"{name}.jpg", quality=QUALITY, optimize=True)


def sample(name: str) -> tuple[Path, Path]:
    """A sample photo and its mask."""
    photo = next(p for p in (SAMPLES / f"{name}.jpg", SAMPLES / f"{name}.png") if p.is_file())
    return photo, SAMPLES / f"{name}.mask.png"


def marked(display: str, folder: Path) -> None:
    """The damage is marked."""
    stage = Stage(display, folder, model="patchmatch")
    photo, mask = sample("dust-bowl-home")
    with stage.studio(photo):
        stage.take_mask(mask)
        stage.xdotool("mousemove", 520, 330)
        time.sleep(0.5)
        stage.shoot("marked")


def restored(display: str, folder: Path) -> None:
    """Before and after, with the divider in the middle."""
    stage = Stage(display, folder, model="patchmatch")
    photo, mask = sample("dust-bowl-home")
    with stage.studio(photo):
        stage.take_mask(mask)
        stage.key("F5", pause_s=2.0)
        stage.settle()
        stage.key("s")
        stage.xdotool("mousemove", WIDTH - 20, HEIGHT - 60)
        time.sleep(8.0)  # the message at the bottom goes by itself
        stage.shoot("restored")


def edges(display: str, folder: Path) -> None:
    """Predicted edges in the hole, and the edges of the known area."""
    ready = [m for m in list_models() if m.state is ModelState.READY and m.card.shows_edges]
    if not ready:
        sys.stderr.write(
            "no installed model predicts edges; resources/screenshots/edges.jpg stays\n"
        )
        return
    stage = Stage(display, folder, model=ready[0].name, show_known_edges=True)
    photo, mask = sample("cameraman")
    with stage.studio(photo):
        stage.take_mask(mask)
        time.sleep(6.0)
        stage.settle(most_s=240.0, still_s=15.0)  # a model may be silent while it is loaded
        stage.key(*["ctrl+plus"] * 4)  # close enough to see a line of one pixel
        stage.settle()
        stage.xdotool("mousemove", WIDTH - 20, HEIGHT - 60)
        time.sleep(0.5)
        stage.shoot("edges")


def try_all(display: str, folder: Path) -> None:
    """Every model on the same hole."""
    stage = Stage(display, folder, theme="light")
    photo, mask = sample("pasture")
    with stage.studio(photo):
        stage.take_mask(mask)
        stage.key("ctrl+t", pause_s=4.0)
        stage.settle(most_s=240.0, still_s=15.0)
        stage.shoot("try-all")


SCENES: dict[str, Callable[[str, Path], None]] = {
    "marked": marked,
    "restored": restored,
    "edges": edges,
    "try-all": try_all,
}


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server without a screen; gives its display."""
    read_end, write_end = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as stream:
            number = stream.readline().strip()
        if not number:
            raise SystemExit("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    """Take every picture, or the one named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", choices=sorted(SCENES))
    only = parser.parse_args().only
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        sys.stderr.write(f"{' and '.join(missing)} not found; run 'make setup'\n")
        return 1
    try:
        with virtual_screen() as display:
            for name, scene in SCENES.items():
                if only in (None, name):
                    with tempfile.TemporaryDirectory() as folder:
                        scene(display, Path(folder))
    except InpaintStudioError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
