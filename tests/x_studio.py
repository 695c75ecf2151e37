"""The Studio on a virtual screen, worked with a real pointer and real keys, judged by pixels."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from x_screen import XScreen

TESTS = Path(__file__).resolve().parent
GREY = (112, 112, 112)  # what surrounds the photo
WIDTH, HEIGHT = 1200, 800

Box = tuple[int, int, int, int]  # left, top, right, bottom


class Studio(XScreen):
    """A screen with the Studio on it; `process` and `window` are those started last."""

    process: subprocess.Popen[bytes]
    window: str

    def settings(self, **values: object) -> None:
        """What the settings say before the first start."""
        folder = self.folder / "config" / "inpaint-studio"
        folder.mkdir(parents=True)
        (folder / "settings.json").write_text(json.dumps(values))

    def open(self, *files: Path) -> None:
        """Start the Studio and wait for its window, which then fills the screen."""
        self._map.unlink(missing_ok=True)
        program = (sys.executable, TESTS / "studio_map.py", self._map)
        self.process = self.start(*program, *files)

        def there() -> bool:
            assert self.process.poll() is None, self.log()
            return bool(self.parts(kind="MainWindow"))

        self.wait(there, "the window")
        self.window = str(self.parts(kind="MainWindow")[0]["window"])
        self.place(self.window, 0, 0, WIDTH, HEIGHT)
        self.focus()

    def log(self) -> str:
        return (self.folder / "log.txt").read_text(errors="replace")

    def focus(self) -> None:
        """Give the keyboard back to the main window; there is no window manager to do so."""
        self.xdotool("windowfocus", "--sync", self.window)

    # What is to be seen

    @property
    def _map(self) -> Path:
        return self.folder / "map.json"

    def parts(self, **wanted: object) -> list[dict[str, Any]]:
        """What of the window is in sight and has these values; see `studio_map.py`."""
        try:
            listed = json.loads(self._map.read_text())
        except (OSError, ValueError):
            return []
        return [each for each in listed if all(each[key] == wanted[key] for key in wanted)]

    def place_of(self, **wanted: object) -> tuple[int, int, int, int]:
        """Left, top, width and height of the part with these values, once it is there and at
        rest."""
        boxes: list[Any] = []

        def at_rest() -> bool:
            found = self.parts(**{"enabled": True, **wanted})
            boxes.append(found[-1]["box"] if found else None)
            time.sleep(0.2)
            return len(boxes) > 2 and boxes[-1] == boxes[-2] == boxes[-3] is not None

        self.wait(at_rest, f"something with {wanted}")
        left, top, width, height = boxes[-1]
        return left, top, width, height

    def press(self, **wanted: object) -> None:
        """Click in the middle of the part with these values."""
        left, top, width, height = self.place_of(**wanted)
        self.click(left + width // 2, top + height // 2)

    def answer_file_dialog(self, title: str, path: Path) -> None:
        """Type a file's name into the dialog of that title."""
        super().window_of(title)
        self.key("ctrl+a")
        self.type(path)
        self.key("Return")
        self.wait(
            lambda: not self.xdotool("search", "--onlyvisible", "--name", title), "it to close"
        )

    def settle(self) -> None:
        """Wait until the screen stands still: fine detail follows a moment after a stroke."""
        pictures = [self.grab()]

        def stands_still() -> bool:
            time.sleep(0.3)
            pictures.append(self.grab())
            return bool((pictures[-1] == pictures[-2]).all())

        self.wait(stands_still, "the screen to stand still")

    def photo_box(self) -> Box:
        """Where the photo lies; waits until it is there and at rest."""
        found: list[Box] = []
        self.park()

        def settled() -> bool:
            grey = (self.grab() == GREY).all(axis=2)
            if grey.sum() < 2000:
                return False
            # The largest grey piece is the ring around the photo.
            _, _, boxes, _ = cv2.connectedComponentsWithStats(grey.astype(np.uint8))
            x, y, width, height, _ = max(boxes[1:], key=lambda each: each[cv2.CC_STAT_AREA])
            left, top, right, bottom = int(x), int(y), int(x + width), int(y + height)
            other = ~grey[top:bottom, left:right]
            inner_rows = np.flatnonzero(other.mean(axis=1) > 0.3)
            inner_columns = np.flatnonzero(other.mean(axis=0) > 0.3)
            if inner_rows.size < 100 or inner_columns.size < 100:
                return False
            found.append(
                (
                    left + int(inner_columns[0]),
                    top + int(inner_rows[0]),
                    left + int(inner_columns[-1]) + 1,
                    top + int(inner_rows[-1]) + 1,
                )
            )
            return len(found) > 2 and found[-1] == found[-2] == found[-3]

        self.wait(settled, "the photo")
        return found[-1]

    def park(self) -> None:
        """Move the pointer off the photo: the brush's circle is no part of it."""
        self.xdotool("mousemove", WIDTH - 10, HEIGHT - 2)

    def stroke(self, *places: tuple[int, int]) -> None:
        """Press at the first place, move through the others, let go at the last, and go away."""
        self.drag(*places)
        self.park()

    def paint(self, box: Box) -> None:
        """A hole in the photo's sky."""
        self.stroke(*a_stroke(box))
        self.wait(lambda: red_px(self.grab(), box) > 500, "the painted hole")
        self.settle()


def differs(one: np.ndarray, other: np.ndarray, box: Box) -> np.ndarray:
    """bool over the box, shrunk by a pixel: where two pictures differ visibly."""
    left, top, right, bottom = box
    part = (slice(top + 1, bottom - 1), slice(left + 1, right - 1))
    return np.abs(one[part] - other[part]).max(axis=2) > 6


def widened(area: np.ndarray) -> np.ndarray:
    """With a rim for the outline that is drawn around a hole."""
    return cv2.dilate(area.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)


def red_px(picture: np.ndarray, box: Box) -> int:
    """Pixels under the mask's overlay on a nearly grey photo."""
    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    return int((part[..., 0] - part[..., 1] > 60).sum())


def blue_px(picture: np.ndarray, box: Box) -> int:
    """Pixels of predicted edges."""
    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    return int((part[..., 2] - part[..., 0] > 60).sum())


def a_stroke(box: Box) -> list[tuple[int, int]]:
    """A stroke in the photo's sky."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    return [
        (left + int(wide * (0.2 + 0.04 * step)), top + int(tall * (0.3 - 0.02 * step)))
        for step in range(5)
    ]
