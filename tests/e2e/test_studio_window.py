"""The Studio in a real X window: a real pointer and real keys, judged by pixels and files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ImageGrab

from inpaint_studio.imaging.files import read_photo

pytestmark = pytest.mark.x11

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "dust-bowl-home.jpg"
GREY = (112, 112, 112)  # what surrounds the photo
PATIENCE_S = 45.0


class Screen:
    """A virtual screen with one program on it."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display = display
        self.folder = folder
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_DATA_HOME": str(folder / "data"),
            "INPAINT_STUDIO_MODELS": str(folder / "models"),
            "QT_QPA_PLATFORM": "xcb",
            "OMP_NUM_THREADS": "2",
        }
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.process: subprocess.Popen[bytes] | None = None
        self.window = ""

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

    def start(self, *files: Path) -> None:
        """Start the Studio and wait for its window."""
        program = Path(sys.executable).with_name("inpaint-studio")
        log = (self.folder / "log.txt").open("ab")
        self.process = subprocess.Popen(
            [str(program), "studio", *map(str, files)], env=self.environment, stderr=log, stdout=log
        )
        log.close()

        def find() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "log.txt").read_text()
            found = self.xdotool("search", "--onlyvisible", "--name", "Inpaint Studio")
            self.window = found.splitlines()[0] if found else ""
            return bool(self.window)

        self.wait(find, "the window")
        self.xdotool("windowmove", self.window, 0, 0)
        self.xdotool("windowsize", self.window, 1200, 800)
        self.focus()

    def focus(self) -> None:
        """Give the keyboard back to the main window; there is no window manager to do so."""
        self.xdotool("windowfocus", "--sync", self.window)

    def wait(self, until: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not until():
            if time.monotonic() > end:
                picture = self.folder / "screen.png"
                ImageGrab.grab(xdisplay=self.display).save(picture)
                log = (self.folder / "log.txt").read_text()
                pytest.fail(f"waited in vain for {what}; see {picture}; log: {log}")
            time.sleep(0.1)

    def grab(self) -> np.ndarray:
        """The screen, int16 (H, W, 3)."""
        picture = ImageGrab.grab(xdisplay=self.display).convert("RGB")
        return np.asarray(picture).astype(np.int16)

    def settle(self) -> None:
        """Wait until the screen stands still: fine detail follows a moment after a stroke."""
        pictures = [self.grab()]

        def stands_still() -> bool:
            time.sleep(0.3)
            pictures.append(self.grab())
            return bool((pictures[-1] == pictures[-2]).all())

        self.wait(stands_still, "the screen to stand still")

    def photo_box(self) -> tuple[int, int, int, int]:
        """Where the photo lies: left, top, right, bottom; waits until it is there and at rest."""
        found: list[tuple[int, int, int, int]] = []
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

    def drag(self, *places: tuple[int, int]) -> None:
        """Press at the first place, move through the others, let go at the last."""
        self.xdotool("mousemove", *places[0])
        self.xdotool("mousedown", 1)
        for x, y in places[1:]:
            self.xdotool("mousemove", x, y)
            time.sleep(0.03)
        self.xdotool("mouseup", 1)
        self.park()

    def park(self) -> None:
        """Move the pointer off the photo: the brush's circle is no part of it."""
        self.xdotool("mousemove", 1190, 560)

    def key(self, *names: str) -> None:
        self.xdotool("key", "--delay", 30, *names)

    def answer_file_dialog(self, title: str, path: Path) -> None:
        """Type a file's name into the dialog of that title."""
        found: list[str] = []

        def there() -> bool:
            found[:] = self.xdotool("search", "--onlyvisible", "--name", title).splitlines()
            return bool(found)

        self.wait(there, title)
        self.xdotool("windowfocus", "--sync", found[-1])
        self.key("ctrl+a")
        self.xdotool("type", "--delay", 5, path)
        self.key("Return")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual screen of its own."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed; 'make setup' installs it")
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1200x800x24", "-nolisten", "tcp"],
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
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def screen(display: str, tmp_path: Path) -> Iterator[Screen]:
    shown = Screen(display, tmp_path)
    yield shown
    shown.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "home.jpg"))


def settings(screen: Screen, **values: object) -> None:
    folder = screen.folder / "config" / "inpaint-studio"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps(values))


def differs(one: np.ndarray, other: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """bool over the box, shrunk by a pixel: where two pictures differ visibly."""
    left, top, right, bottom = box
    part = (slice(top + 1, bottom - 1), slice(left + 1, right - 1))
    return np.abs(one[part] - other[part]).max(axis=2) > 6


def widened(area: np.ndarray) -> np.ndarray:
    """With a rim for the outline that is drawn around a hole."""
    return cv2.dilate(area.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)


def red_px(picture: np.ndarray, box: tuple[int, int, int, int]) -> int:
    """Pixels under the mask's overlay on this nearly grey photo."""
    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    return int((part[..., 0] - part[..., 1] > 60).sum())


def blue_px(picture: np.ndarray, box: tuple[int, int, int, int]) -> int:
    """Pixels of predicted edges."""
    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    return int((part[..., 2] - part[..., 0] > 60).sum())


def a_stroke(box: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """A stroke in the photo's sky."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    return [
        (left + int(wide * (0.2 + 0.04 * step)), top + int(tall * (0.3 - 0.02 * step)))
        for step in range(5)
    ]


def paint(screen: Screen, box: tuple[int, int, int, int]) -> None:
    screen.drag(*a_stroke(box))
    screen.wait(lambda: red_px(screen.grab(), box) > 500, "the painted hole")
    screen.settle()


def test_open_paint_restore_compare_undo_save(screen: Screen, photo: Path) -> None:
    settings(screen, model="telea", first_start_done=True)
    screen.start(photo)
    box = screen.photo_box()
    before = screen.grab()
    paint(screen, box)
    painted = screen.grab()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    after = screen.grab()
    hole = differs(before, painted, box)
    changed = differs(before, after, box)
    assert changed.sum() > 200
    assert not (changed & ~hole).any()

    screen.key("s")  # the left half shows the photo as it was
    screen.wait(lambda: differs(after, screen.grab(), box).any(), "the divider")
    split = screen.grab()
    middle = (box[0] + box[2]) // 2
    left_half = (box[0], box[1], middle - 40, box[3])
    screen.wait(lambda: not differs(before, screen.grab(), left_half).any(), "the left half")
    assert differs(split, after, left_half).sum() > 200
    screen.key("s")

    screen.key("ctrl+z", "ctrl+z")
    screen.wait(lambda: not differs(before, screen.grab(), box).any(), "undo")
    screen.key("ctrl+shift+z", "ctrl+shift+z")
    screen.wait(lambda: not differs(after, screen.grab(), box).any(), "redo")

    target = screen.folder / "saved.png"
    screen.key("ctrl+s")
    screen.answer_file_dialog("Save the photo", target)
    screen.wait(target.is_file, "the saved file")
    original, saved = read_photo(photo).image, read_photo(target).image
    assert saved.shape == original.shape
    touched = (saved != original).any(axis=2)
    assert touched.any()
    rows, columns = np.nonzero(touched)
    scale = original.shape[1] / (box[2] - box[0])
    xs, ys = zip(*a_stroke(box), strict=True)
    reach = 22 + 2 * scale  # half of the brush
    assert columns.min() > (min(xs) - box[0]) * scale - reach
    assert columns.max() < (max(xs) - box[0]) * scale + reach
    assert rows.min() > (min(ys) - box[1]) * scale - reach
    assert rows.max() < (max(ys) - box[1]) * scale + reach

    screen.focus()
    screen.key("ctrl+q")
    assert screen.process is not None
    assert screen.process.wait(timeout=30) == 0
    assert not list((screen.folder / "state").rglob("*.ora"))
    assert "Traceback" not in (screen.folder / "log.txt").read_text()


def test_switch_the_model_and_reopen_the_project(screen: Screen, photo: Path) -> None:
    settings(screen, model="telea", first_start_done=True)
    screen.start(photo)
    box = screen.photo_box()
    paint(screen, box)
    painted = screen.grab()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    first = screen.grab()
    screen.key("ctrl+z")
    screen.wait(lambda: not differs(painted, screen.grab(), box).any(), "undo")
    screen.xdotool("mousemove", 1000, 151, "click", 1)  # the second model of the list
    screen.park()
    screen.wait(lambda: (screen.grab()[100:300, 900:] != first[100:300, 900:]).any(), "the choice")
    assert not differs(painted, screen.grab(), box).any()  # the hole is kept
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the other result")
    second = screen.grab()
    assert differs(first, second, box).sum() > 50

    project = screen.folder / "work.ora"
    screen.key("ctrl+alt+s")
    screen.answer_file_dialog("Save the project", project)
    screen.wait(project.is_file, "the project")
    screen.focus()
    screen.key("ctrl+w")
    screen.wait(lambda: differs(second, screen.grab(), box).mean() > 0.5, "the photo to close")
    screen.key("ctrl+o")
    screen.answer_file_dialog("Open a photo", project)
    screen.focus()
    screen.wait(lambda: red_px(screen.grab(), box) > 500, "the project's hole")
    screen.key("m", "m")
    screen.wait(lambda: not differs(second, screen.grab(), box).any(), "the project's result")


def test_work_comes_back_after_a_kill(screen: Screen, photo: Path) -> None:
    settings(screen, model="telea", first_start_done=True)
    screen.start(photo)
    box = screen.photo_box()
    paint(screen, box)
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    after = screen.grab()
    kept = screen.folder / "state"
    screen.wait(lambda: any(kept.rglob("*.ora")), "the recovery file")
    time.sleep(0.5)
    assert screen.process is not None
    screen.process.send_signal(signal.SIGKILL)
    screen.process.wait()

    screen.start()
    dialog = "left behind"
    screen.wait(lambda: bool(screen.xdotool("search", "--onlyvisible", "--name", dialog)), dialog)
    found = screen.xdotool("search", "--onlyvisible", "--name", dialog).splitlines()[-1]
    screen.xdotool("windowfocus", "--sync", found)
    screen.key("Return")
    screen.photo_box()
    screen.focus()
    screen.key("m", "m")  # the recovered mask would lie over the result
    screen.wait(lambda: differs(after, screen.grab(), box).sum() < 60, "the work")


def test_edges_appear_by_themselves_and_the_fill_follows_a_drawn_one(
    screen: Screen, photo: Path, small_edgeconnect: dict[str, Path]
) -> None:
    program = Path(sys.executable).with_name("inpaint-studio")
    words = ["models", "import", "edgeconnect", "--name", "small"]
    for role in ("edge", "completion"):
        words += [f"--{role}", str(small_edgeconnect[role])]
    subprocess.run(
        [str(program), *words], env=screen.environment, check=True, capture_output=True, timeout=120
    )
    settings(screen, model="small", first_start_done=True, edge_threshold=0.4)
    screen.start(photo)
    box = screen.photo_box()
    before = screen.grab()
    paint(screen, box)
    hole = widened(differs(before, screen.grab(), box))
    screen.wait(lambda: blue_px(screen.grab(), box) > 100, "predicted edges")
    with_edges = screen.grab()
    screen.key("2")  # edges off: the fill itself is looked at
    screen.wait(lambda: differs(with_edges, screen.grab(), box).any(), "the fill alone")
    filled = screen.grab()
    assert not (differs(before, filled, box) & ~hole).any()
    screen.key("3")
    screen.key("d")
    stroke = a_stroke(box)
    screen.drag(stroke[0], stroke[2], stroke[4])
    screen.wait(lambda: differs(filled, screen.grab(), box).sum() > 20, "the fill to follow")
    assert not (differs(filled, screen.grab(), box) & ~hole).any()


def children(process_id: int) -> set[int]:
    """The processes that a process has started and that still run."""
    found: set[int] = set()
    for listed in Path(f"/proc/{process_id}/task").glob("*/children"):  # each thread has its own
        found.update(int(each) for each in listed.read_text().split())
    return found


def test_closing_at_work_asks_cancels_and_leaves_no_process(screen: Screen, photo: Path) -> None:
    small = cv2.imread(str(photo))
    large = cv2.resize(small, (4000, 3000), interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(photo), large)
    settings(screen, model="patchmatch", first_start_done=True, brush_size_px=900)
    screen.start(photo)
    name = photo.name  # a large photo takes a moment, in which the welcome is there
    screen.wait(lambda: name in screen.xdotool("getwindowname", screen.window), "the photo's name")
    box = screen.photo_box()
    paint(screen, box)
    assert screen.process is not None
    screen.key("F5")
    screen.wait(lambda: bool(children(screen.process.pid)), "the engine's process")
    dialog = "Still at work"

    def asked() -> list[str]:
        return screen.xdotool("search", "--onlyvisible", "--name", dialog).splitlines()

    time.sleep(0.5)
    screen.key("ctrl+q")
    screen.wait(lambda: bool(asked()), dialog)
    screen.xdotool("windowfocus", "--sync", asked()[-1])
    screen.key("Escape")  # stay
    screen.wait(lambda: not asked(), "the question to go")
    assert screen.process.poll() is None
    screen.focus()
    screen.key("ctrl+q")
    screen.wait(lambda: bool(asked()), dialog)
    started = children(screen.process.pid)
    assert started
    screen.xdotool("windowfocus", "--sync", asked()[-1])
    screen.key("alt+y")  # cancel the work, and close
    unsaved = "Unsaved changes"
    screen.wait(lambda: bool(screen.xdotool("search", "--onlyvisible", "--name", unsaved)), unsaved)
    found = screen.xdotool("search", "--onlyvisible", "--name", unsaved).splitlines()[-1]
    screen.xdotool("windowfocus", "--sync", found)
    shape = screen.xdotool("getwindowgeometry", "--shell", found)
    size = dict(line.split("=") for line in shape.splitlines())
    middle = int(size["WIDTH"]) * 53 // 100, int(size["HEIGHT"]) * 76 // 100
    screen.xdotool("mousemove", "--window", found, *middle, "click", 1)  # Discard, of three
    screen.wait(lambda: screen.process.poll() is not None, "the end")
    assert screen.process.returncode == 0
    assert not [each for each in started if Path(f"/proc/{each}").exists()]
    assert not list((screen.folder / "state").rglob("*.ora"))
    assert "Traceback" not in (screen.folder / "log.txt").read_text()


def test_find_damage_drag_the_sensitivity_and_add_it(screen: Screen, photo: Path) -> None:
    settings(screen, model="telea", first_start_done=True)
    screen.start(photo)
    box = screen.photo_box()
    before = screen.grab()
    # The pointer's way: the mask panel's tab, its button, the slider's handle.
    screen.xdotool("mousemove", 965, 534, "click", 1)
    screen.xdotool("mousemove", 1039, 680, "click", 1)
    screen.park()
    screen.wait(lambda: blue_px(screen.grab(), box) > 500, "the proposal")
    screen.settle()
    proposed = blue_px(screen.grab(), box)
    assert red_px(screen.grab(), box) < 20, "nothing is marked yet"
    screen.drag((1038, 750), (1060, 750), (1080, 750))
    screen.wait(lambda: blue_px(screen.grab(), box) > 1.2 * proposed, "a larger proposal")
    screen.drag((1080, 750), (1050, 750), (1030, 750))
    screen.wait(lambda: blue_px(screen.grab(), box) < 1.1 * proposed, "a smaller proposal")

    screen.focus()
    screen.key("Escape")
    screen.wait(lambda: not differs(before, screen.grab(), box).any(), "the photo as it was")

    screen.key("ctrl+shift+f")
    screen.wait(lambda: blue_px(screen.grab(), box) > 500, "the proposal again")
    screen.xdotool("mousemove", 979, 716, "click", 1)  # add to the mask
    screen.park()
    screen.wait(lambda: red_px(screen.grab(), box) > 500, "the hole")
    screen.wait(lambda: blue_px(screen.grab(), box) < 20, "the proposal's end")
    marked = screen.grab()
    screen.focus()
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), box) < 20, "the result")
    hole = widened(differs(before, marked, box))
    changed = differs(before, screen.grab(), box)
    assert changed.sum() > 200
    assert not (changed & ~hole).any()
    assert "Traceback" not in (screen.folder / "log.txt").read_text()
